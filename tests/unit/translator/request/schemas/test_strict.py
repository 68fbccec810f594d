"""Which schemas OpenAI can guarantee."""

from typing import Any

import pytest

from translator.request.schemas.strict import strict_form

CLOSED = {"additionalProperties": False}


def test_closed_schema() -> None:
    """A closed object that requires all of its properties is taken as it is."""
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string", "enum": ["x"]}, "b": {"type": "array", "items": {"$ref": "#/$defs/c"}}},
        "required": ["a", "b"],
        "$defs": {"c": {"type": "object", "properties": {"n": {"type": ["integer", "null"]}}, "required": ["n"], **CLOSED}},
        **CLOSED,
    }
    assert strict_form(schema) == schema


def test_closed_and_stripped() -> None:
    """An object that names its properties is closed, and what only describes goes: every answer still fits the client's schema."""
    schema = {"$schema": "x", "type": "object", "properties": {"a": {"type": "string", "default": ""}}, "required": ["a"]}
    assert strict_form(schema) == {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], **CLOSED}


def test_nothing_to_say() -> None:
    """A tool without arguments that is closed by itself is guaranteed; required is always said."""
    assert strict_form({"type": "object", "properties": {}, **CLOSED}) == {"type": "object", "properties": {}, "required": [], **CLOSED}


def test_reference_with_words() -> None:
    """OpenAI: "$ref cannot have keywords {'description'}", which pydantic writes; the words stay, and what they describe is put there."""
    place = {"type": "object", "description": "Any place", "properties": {"x": {"type": "number"}}, "required": ["x"], **CLOSED}
    schema = {
        "type": "object",
        "properties": {"from": {"$ref": "#/$defs/place", "description": "Where from"}, "to": {"$ref": "#/$defs/place", "default": None}},
        "required": ["from", "to"],
        "$defs": {"place": place},
        **CLOSED,
    }
    form = strict_form(schema)
    assert form is not None
    assert form["properties"] == {"from": {**place, "description": "Where from"}, "to": {"$ref": "#/$defs/place"}}


def test_reference_to_itself() -> None:
    """A schema that leads to itself ends, and stays guaranteed."""
    next_one = {"anyOf": [{"$ref": "#/$defs/node", "description": "the next"}, {"type": "null"}]}
    node = {"type": "object", "properties": {"next": next_one}, "required": ["next"], **CLOSED}
    form = strict_form({**node, "$defs": {"node": node}})
    assert form is not None
    first = form["properties"]["next"]["anyOf"][0]
    assert first["description"] == "the next"
    assert first["properties"]["next"]["anyOf"][0] == {"$ref": "#/$defs/node"}


def test_references_that_multiply() -> None:
    """References with words that lead to several others each are not put in place without end: such a schema has no guarantee."""
    steps: dict[str, Any] = {"s8": {"type": "string"}}
    for at in range(8):
        several = {name: {"$ref": f"#/$defs/s{at + 1}", "description": "x"} for name in "abcdef"}
        steps[f"s{at}"] = {"type": "object", "properties": several, "required": list(several), **CLOSED}
    first = {"a": {"$ref": "#/$defs/s0", "description": "x"}}
    assert strict_form({"type": "object", "properties": first, "required": ["a"], "$defs": steps, **CLOSED}) is None


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "string"}}, **CLOSED},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": True},
        {"type": "object", "properties": {"a": {"type": "object"}}, "required": ["a"], **CLOSED},
        {"type": "object", "properties": {"a": {"type": "string", "minLength": 1}}, "required": ["a"], **CLOSED},
        {"type": "object", "properties": {"a": {"type": "string", "format": "uri"}}, "required": ["a"], **CLOSED},
        {"type": "object", "properties": {"a": {"allOf": [{"type": "string"}]}}, "required": ["a"], **CLOSED},
        {"type": "object", "properties": {"a": {"type": "array"}}, "required": ["a"], **CLOSED},
        {"type": "object", "properties": {"a": {}}, "required": ["a"], **CLOSED},
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "properties": {}},
        {"type": "object", "properties": {"a": {"$ref": "#/$defs/b", "description": "x"}}, "required": ["a"], **CLOSED},
        {"type": "object", "properties": {"a": {"$ref": "#", "minLength": 1}}, "required": ["a"], **CLOSED},
        {"type": "object", "properties": {"a": {"enum": [str(n) for n in range(1001)]}}, "required": ["a"], **CLOSED},
        {"type": "object", "properties": {"a": {"enum": [f"{n:0100}" for n in range(251)]}}, "required": ["a"], **CLOSED},
        {"type": "object", "properties": {"a" * 120_001: {"type": "null"}}, "required": ["a" * 120_001], **CLOSED},
    ],
)
def test_not_strict(schema: dict[str, Any]) -> None:
    """A schema with an optional property, an open object or a keyword beyond the subset has no strict form."""
    assert strict_form(schema) is None
