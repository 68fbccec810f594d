"""Schemas in the plainest form."""

from typing import Any

import orjson
import pytest

from tests.unit.translator.request.bodies import planned, real, user
from translator.request.schemas.plain_schema import WORDS, plain, simplify
from translator.request.wires import to_chat, to_responses

HARD: dict[str, Any] = {
    "type": "object",
    "$defs": {"n": {"type": "object", "properties": {"next": {"$ref": "#/$defs/n"}, "at": {"type": "integer", "minimum": 0}}}},
    "properties": {
        "a": {"type": ["string", "null"], "description": "A", "pattern": "^x", "default": None},
        "b": {"oneOf": [{"const": "x"}, {"type": "array", "items": {"$ref": "#/$defs/n"}}]},
        "c": {"anyOf": [{"type": "number"}, {"type": "null"}], "description": "C"},
        "d": {"type": "object", "propertyNames": {"pattern": "^d"}, "additionalProperties": {"type": "string"}},
    },
    "required": ["a", "z"],
    "additionalProperties": False,
}


def said(value: object) -> str:
    """What is told in words of a rest."""
    return WORDS + orjson.dumps(value).decode()


def test_plain() -> None:
    """Types, properties, enums and alternatives stay; all else is told."""
    made = plain(orjson.dumps(HARD)).copy()
    properties = made.pop("properties")
    assert made == {"type": "object", "required": ["a"]}
    assert properties["a"] == {
        "type": "string",
        "description": "A\n" + said({"pattern": "^x", "default": None, "type": ["string", "null"]}),
    }
    first, second = properties["b"]["anyOf"]
    assert first == {"type": "string", "enum": ["x"]}
    assert second["items"]["properties"]["next"] == {"type": "object", "description": "The same as the object around it."}
    assert second["items"]["properties"]["at"] == {"type": "integer", "description": said({"minimum": 0})}
    assert properties["c"] == {"type": "number", "description": "C"}
    rest = {"propertyNames": {"pattern": "^d"}, "additionalProperties": {"type": "string"}}
    assert properties["d"] == {"type": "object", "description": said(rest)}
    assert b"$ref" not in orjson.dumps(properties)


@pytest.mark.parametrize("wire", ["responses", "chat"])
def test_both_wires(wire: str) -> None:
    """Tools and the answer's format of either wire become plain, and what was shared stays as it was; a second time changes nothing."""
    closed = {"type": "object", "properties": {"a": {"type": "integer", "minimum": 1}}, "required": ["a"], "additionalProperties": False}
    tools = [{"name": "t", "input_schema": closed, "strict": True}, {"name": "u", "input_schema": HARD}]
    wanted = {"format": {"type": "json_schema", "schema": closed}}
    plan = planned(user("x"), target=real("gpt-4.1", "chat" if wire == "chat" else "responses"), tools=tools, output_config=wanted)
    body = (to_chat if wire == "chat" else to_responses).write(plan)
    shared = body["tools"]
    before = orjson.dumps(shared)
    assert simplify(body)
    first = body["tools"][0].get("function") or body["tools"][0]
    form = body["response_format"]["json_schema"] if wire == "chat" else body["text"]["format"]
    for holder, name in ((first, "parameters"), (form, "schema")):
        assert holder[name]["properties"]["a"] == {"type": "integer", "description": said({"minimum": 1})}
        assert holder["strict"] is False
    assert orjson.dumps(shared) == before
    assert not simplify(body)


def test_nothing_to_simplify() -> None:
    """What is plain already is not sent again, nor what has no schema."""
    plan = planned(user("x"), tools=[{"name": "t", "input_schema": {"type": "object", "properties": {"a": {"type": "string"}}}}])
    assert not simplify(to_responses.write(plan))
    assert not simplify({"model": "m", "tools": [{"type": "web_search"}]})


def test_references_that_multiply() -> None:
    """References that lead to several others each are put in place only so far."""
    steps = {f"s{at}": {"type": "object", "properties": {name: {"$ref": f"#/$defs/s{at + 1}"} for name in "abcdef"}} for at in range(20)}
    assert len(orjson.dumps(plain(orjson.dumps({"type": "object", "properties": {"a": {"$ref": "#/$defs/s0"}}, "$defs": steps})))) < 200_000


def test_reference_to_what_is_no_schema() -> None:
    """A reference leads anywhere in the schema; what it finds of a wrong kind does no harm."""
    odd = {"type": ["x", {}], "enum": 5, "anyOf": {"a": 1}, "properties": ["a"], "required": 5}
    assert plain(orjson.dumps({"type": "object", "properties": {"a": {"$ref": "#/x/odd"}}, "x": {"odd": odd}}))["properties"] == {"a": {}}
