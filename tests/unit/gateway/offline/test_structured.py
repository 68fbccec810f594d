"""JSON that satisfies a schema."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from gateway.offline.structured import minimal

TEXT, NODE = {"type": "string"}, {"$ref": "#/$defs/node"}
TITLE: dict[str, Any] = {"type": "object", "properties": {"title": TEXT}, "required": ["title"], "additionalProperties": False}
SCHEMAS: list[dict[str, Any]] = [
    TITLE,
    {"type": "object", "properties": {"new": {"type": "boolean"}, "title": {"type": ["string", "null"]}}, "required": ["new", "title"]},
    {"type": "array", "items": {"type": "integer", "minimum": 3}, "minItems": 2},
    {"type": "number", "exclusiveMinimum": 0, "maximum": 0.5, "multipleOf": 0.25},
    {"type": "integer", "maximum": -4},
    {"type": "integer", "exclusiveMinimum": 7, "multipleOf": 5},
    {"enum": ["a", "b"]},
    {"const": {"k": 1}},
    {"anyOf": [{"type": "null"}, {"type": "string", "maxLength": 3}]},
    {"type": "string", "minLength": 40, "maxLength": 50},
    {"type": "string", "format": "date-time"},
    {
        **NODE,
        "$defs": {"node": {"type": "object", "properties": {"v": TEXT, "next": {"anyOf": [NODE, {"type": "null"}]}}, "required": ["v"]}},
    },
    {"allOf": [TITLE | {"additionalProperties": True}, {"properties": {"b": {"type": "null"}}, "required": ["b"]}]},
    {"type": "array", "prefixItems": [TEXT, {"type": "integer"}]},
    {"type": "object"},
    {},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=range(len(SCHEMAS)))
def test_valid(schema: dict[str, Any]) -> None:
    """The value is valid against the schema that it was made for."""
    jsonschema.validate(minimal(schema, "a title"), schema)


def test_recursion_ends() -> None:
    """A schema that demands itself without end does not hang."""
    minimal({"$ref": "#/$defs/a", "$defs": {"a": {"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}}, "required": ["a"]}}}, "x")
    minimal({"$ref": "#"}, "x")
