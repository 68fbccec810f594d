"""Schemas with keywords of a wrong kind."""

from typing import Any

import jsonschema
import orjson
import pytest

from gateway.offline.strict.check import refuse
from tests.unit.translator.request.bodies import planned, real, user
from translator.request.schemas.function import REPAIRED, for_function
from translator.request.schemas.sound import sound
from translator.request.wires import to_responses

STRING = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        ({"properties": {"a": {**STRING, "required": True}, "b": STRING}}, {"properties": {"a": STRING, "b": STRING}, "required": ["a"]}),
        ({"properties": {"a": {**STRING, "required": False}}}, {"properties": {"a": STRING}}),
        ({"properties": {"a": {"type": "object", "properties": []}}}, {"properties": {"a": {"type": "object"}}}),
        ({"properties": {"a": STRING, "type": "object"}}, {"properties": {"a": STRING}}),
        ({"required": "a"}, {"required": ["a"]}),
        ({"required": ["a", "a", 5]}, {"required": ["a"]}),
        ({"type": "any"}, {}),
        ({"type": "STRING"}, STRING),
        ({"type": ["int", "none"]}, {"type": ["integer", "null"]}),
        ({"type": []}, {}),
        ({"enum": "x"}, {}),
        ({"enum": []}, {}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"minLength": "1", "maxLength": -1, "minItems": 1.5, "maxItems": 2.0}, {"maxItems": 2.0}),
        ({"description": ["a"], "format": 1, "uniqueItems": "yes"}, {}),
        ({"anyOf": []}, {}),
        ({"anyOf": [STRING, "x"], "items": "string", "not": 1}, {"anyOf": [STRING]}),
        ({"items": {"type": "any"}, "additionalProperties": "no"}, {"items": {}}),
    ],
)
def test_made_sound(schema: dict[str, Any], wanted: dict[str, Any]) -> None:
    """JSON Schema 2020-12: each keyword has its kind; what an older draft meant stays."""
    before = str(schema)
    assert sound(schema) == wanted
    assert str(schema) == before
    jsonschema.Draft202012Validator.check_schema(sound(schema))


def test_sound_already() -> None:
    """What is a schema stays the very object, whatever its defaults and examples hold, and null for what is not said."""
    schema = {
        "type": ["object", "null"],
        "properties": {"a": {"anyOf": [STRING, True]}, "required": {"default": None, "title": None}},
        "required": ["a"],
        "$defs": {"t": {"type": "array", "items": [STRING], "minItems": 1, "enum": [[1]]}},
        "examples": [{"type": "any"}],
    }
    assert sound(schema) is schema


def test_taken_by_the_upstream() -> None:
    """The tools go through, and it is noted."""
    bad = {
        "type": "object",
        "properties": {"a": {"type": "any", "required": True}, "b": {"enum": "x"}, "c": {"type": "dict", "properties": []}},
    }
    assert for_function(bad).kind == REPAIRED
    plan = planned(user("x"), target=real("gpt-5.2"), tools=[{"name": "t", "input_schema": bad}])
    body = to_responses.write(plan)
    refuse(body, orjson.dumps(body), "responses")
    assert body["tools"][0]["parameters"]["required"] == ["a"]
