"""Structured output."""

from typing import Any

import pytest

from tests.unit.translator.request.parameters import planned, target
from translator.failure import Failure
from translator.request.answer import output_format
from translator.target import Capability

TITLE = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"], "additionalProperties": False}


def wanted(schema: object) -> dict[str, Any]:
    """Return the members of a body that asks for this schema."""
    return {"output_config": {"format": {"type": "json_schema", "schema": schema}}}


def test_strict() -> None:
    """A schema within OpenAI's subset is guaranteed, in both places where clients put it, without a note."""
    expected = {"name": "answer", "schema": TITLE, "strict": True}
    for body in (wanted(TITLE), {"output_format": {"type": "json_schema", "schema": TITLE}}):
        plan = planned(output_format.apply, **body)
        assert (plan.format, plan.notes.kinds, plan.system) == (expected, {}, [])


def test_closed() -> None:
    """An object that only names its properties is closed, as the Messages API wants it anyway."""
    schema = {key: value for key, value in TITLE.items() if key != "additionalProperties"}
    plan = planned(output_format.apply, **wanted({"$schema": "x", **schema}))
    assert plan.format == {"name": "answer", "schema": TITLE, "strict": True}


def test_not_strict() -> None:
    """A schema whose meaning strict would change is sent without it, and noted."""
    optional = {**TITLE, "required": []}
    plan = planned(output_format.apply, **wanted(optional))
    assert plan.format == {"name": "answer", "schema": optional, "strict": False}
    assert plan.notes.kinds == {"format-not-strict": 1}


@pytest.mark.parametrize(
    ("schema", "structured"),
    [({"type": "array", "items": {"type": "string"}}, True), ({"anyOf": [{"type": "string"}, {"type": "null"}]}, True), (TITLE, False)],
)
def test_as_instruction(schema: dict[str, Any], structured: bool) -> None:
    """What the wire cannot carry (an answer that is no object, a backend without schemas) is told to the model, and noted."""
    plan = planned(output_format.apply, to=target(Capability(structured=structured), "chat"), **wanted(schema))
    assert plan.format is None
    assert "JSON Schema" in plan.system[0]
    assert plan.notes.kinds == {"format-as-instruction": 1}


@pytest.mark.parametrize("body", [{}, {"output_config": {}}, {"output_config": {"effort": "low", "format": None}}, {"output_format": None}])
def test_plain_text(body: dict[str, Any]) -> None:
    """Without a format the answer is text."""
    assert planned(output_format.apply, **body).format is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"output_config": {"format": {"type": "xml"}}}, "output_config.format.type: Input should be 'json_schema'"),
        ({"output_config": {"format": {"type": "json_schema"}}}, "output_config.format.schema: Field required"),
        ({"output_format": {"type": "json_schema", "schema": 1}}, "output_format.schema: Input should be a valid dictionary"),
    ],
)
def test_refused(body: dict[str, Any], message: str) -> None:
    """A format that is none is refused in the API's words."""
    with pytest.raises(Failure) as caught:
        planned(output_format.apply, **body)
    assert caught.value.message == message
