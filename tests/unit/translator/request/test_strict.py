"""Which schemas OpenAI can guarantee."""

from typing import Any

import pytest

from translator.request.strict import strict_form

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
    ],
)
def test_not_strict(schema: dict[str, Any]) -> None:
    """A schema with an optional property, an open object or a keyword beyond the subset has no strict form."""
    assert strict_form(schema) is None
