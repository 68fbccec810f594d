"""Schemas of functions, repaired where OpenAI would refuse them."""

from typing import Any

import jsonschema
import pytest

from translator.request.schemas.function import FLATTENED, REPAIRED, for_function
from translator.request.schemas.keywords import DEEPEST


def test_good_schema_untouched() -> None:
    """A schema that the upstream takes goes as it is, without a note, in the order of its members."""
    schema = {
        "type": "object",
        "properties": {"b": {"type": "array", "items": {"type": "string"}}, "a": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
        "required": ["a"],
        "additionalProperties": False,
    }
    assert for_function(schema) == (schema, None, "")
    assert list(for_function(schema).schema["properties"]) == ["b", "a"]


def test_draft_left_out() -> None:
    """$schema, which Claude Code sends with every tool, goes without a note."""
    fixed = for_function({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {}})
    assert fixed == ({"type": "object", "properties": {}}, None, "")


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, {"type": "object", "properties": {}}),
        ({"type": "object"}, {"type": "object", "properties": {}}),
        ({"type": ["object", "null"], "properties": {}}, {"type": "object", "properties": {}}),
        ({"properties": {"a": {}}}, {"type": "object", "properties": {"a": {}}}),
        (
            {"type": "object", "properties": {"a": {"type": "array"}}},
            {"type": "object", "properties": {"a": {"type": "array", "items": {}}}},
        ),
        (
            {"type": "object", "properties": {"a": {"type": ["array", "null"]}}},
            {"type": "object", "properties": {"a": {"type": ["array", "null"], "items": {}}}},
        ),
        (
            {"type": "object", "properties": {"a": {"anyOf": [{"type": "array"}, True]}, "b": False}},
            {"type": "object", "properties": {"a": {"anyOf": [{"type": "array", "items": {}}, {}]}, "b": {"not": {}}}},
        ),
        (
            {"type": "object", "properties": {"t": {"type": "array", "items": [{"type": "string"}], "additionalItems": False}}},
            {"type": "object", "properties": {"t": {"type": "array", "prefixItems": [{"type": "string"}], "items": False}}},
        ),
        (
            {"$ref": "#/$defs/in", "$defs": {"in": {"type": "object", "properties": {"a": {"type": "string"}}}}},
            {
                "type": "object",
                "properties": {"a": {"type": "string"}},
                "$defs": {"in": {"type": "object", "properties": {"a": {"type": "string"}}}},
            },
        ),
    ],
)
def test_repaired(schema: dict[str, Any], expected: dict[str, Any]) -> None:
    """What the upstream insists on is added, in the same meaning, and noted."""
    assert for_function(schema) == (expected, REPAIRED, "")


def test_property_with_a_keywords_name() -> None:
    """Properties called items, not or enum are properties, not keywords."""
    schema = {"type": "object", "properties": {"items": {"type": "string"}, "not": {"type": "string"}, "enum": {"type": "string"}}}
    assert for_function(schema) == (schema, None, "")


def test_union_at_the_top() -> None:
    """A union at the top becomes one object with the properties of all, requiring what all require, and its rule stays in words."""
    first = {"type": "object", "properties": {"by": {"const": "id"}, "id": {"type": "string"}}, "required": ["by", "id"]}
    second = {"type": "object", "properties": {"by": {"const": "name"}, "name": {"type": "string"}}, "required": ["by", "name"]}
    fixed = for_function({"type": "object", "oneOf": [first, second]})
    assert fixed.kind == FLATTENED
    assert fixed.schema == {
        "type": "object",
        "properties": {"by": {"anyOf": [{"const": "id"}, {"const": "name"}]}, "id": {"type": "string"}, "name": {"type": "string"}},
        "required": ["by"],
    }
    assert '"oneOf"' in fixed.remark
    for example in ({"by": "id", "id": "1"}, {"by": "name", "name": "x"}):
        jsonschema.validate(example, fixed.schema)


def test_all_of_at_the_top() -> None:
    """allOf at the top becomes one object that requires what any of its parts requires; references are followed."""
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
        "allOf": [{"$ref": "#/$defs/more"}, {"required": ["c"]}],
        "$defs": {"more": {"properties": {"b": {"type": "integer"}}, "required": ["b"]}},
    }
    fixed = for_function(schema).schema
    assert (list(fixed["properties"]), fixed["required"]) == (["a", "b"], ["a", "b", "c"])
    assert "allOf" not in fixed


def test_union_within_a_union() -> None:
    """What zod makes of an intersection with a union: all properties are named, and required is what every way requires."""
    ways = {"anyOf": [{"properties": {"b": {}}, "required": ["b"]}, {"$ref": "#/$defs/c"}]}
    schema = {
        "allOf": [{"properties": {"a": {}}, "required": ["a"]}, ways],
        "$defs": {"c": {"properties": {"c": {}}, "allOf": [{"properties": {"d": {}}}]}},
    }
    fixed = for_function(schema).schema
    assert (sorted(fixed["properties"]), fixed["required"]) == (["a", "b", "c", "d"], ["a"])
    assert sorted(fixed) == ["$defs", "properties", "required", "type"]
    circle = {"anyOf": [{"$ref": "#/$defs/c"}, {"properties": {"a": {}}}], "$defs": {"c": {"anyOf": [{"$ref": "#/$defs/c"}]}}}
    assert list(for_function(circle).schema["properties"]) == ["a"]


def test_union_of_itself_many_times() -> None:
    """A union that leads to itself and to others by many ways is followed once each: the event loop waits for it."""
    steps = {f"s{at}": {"anyOf": [{"$ref": f"#/$defs/s{way % 8}"} for way in range(64)], "properties": {f"p{at}": {}}} for at in range(8)}
    fixed = for_function({"anyOf": [{"$ref": "#/$defs/s0"}], "$defs": steps}).schema
    assert sorted(fixed["properties"]) == [f"p{at}" for at in range(8)]


def test_common_part_of_a_union() -> None:
    """What every way of a union refers to is required, however often it is referred to, by a path of whatever form."""
    base = {"properties": {"a": {}}, "anyOf": [{"required": ["a"]}]}
    ways = [{"allOf": [{"$ref": "#/components/base"}, {"properties": {name: {}}}]} for name in "bc"]
    fixed = for_function({"anyOf": ways, "components": {"base": base}}).schema
    assert (sorted(fixed["properties"]), fixed["required"]) == (["a", "b", "c"], ["a"])


def test_reference_to_what_is_no_schema() -> None:
    """A reference leads anywhere in the schema; what it finds of a wrong kind does no harm."""
    odd = {"properties": ["a"], "required": 5, "anyOf": [{"type": "object"}], "enum": 5}
    assert for_function({"anyOf": [{"$ref": "#/x/odd"}], "x": {"odd": odd}}).schema["properties"] == {}
    assert for_function({"$ref": "#/x/odd", "x": {"odd": odd}}).schema["properties"] == {}


def test_input_unchanged() -> None:
    """The client's own schema is never changed."""
    schema = {"type": "object", "properties": {"a": {"type": "array"}}, "anyOf": [{"required": ["a"]}]}
    for_function(schema)
    assert schema == {"type": "object", "properties": {"a": {"type": "array"}}, "anyOf": [{"required": ["a"]}]}


def test_very_deep() -> None:
    """A schema deeper than any real one is taken without exhausting the stack; one that cannot be written is refused."""
    node: dict[str, Any] = {"type": "string"}
    for depth in range(DEEPEST * 4):
        node = {"type": "array", "items": node}
        if depth == DEEPEST * 2:
            assert for_function({"type": "object", "properties": {"a": node}}).kind is None
    with pytest.raises(ValueError, match="Recursion limit"):
        for_function({"type": "object", "properties": {"a": node}})


def test_circular_reference() -> None:
    """A reference at the top that leads to itself ends."""
    assert for_function({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}).schema["type"] == "object"


def test_null_is_unsaid() -> None:
    """Anthropic's types allow properties and required to be null, and clients write null for what they do not say; OpenAI refuses it."""
    inner = {"type": "string", "description": None, "default": None, "const": None}
    fixed = for_function({"type": "object", "required": None, "properties": {"a": inner, "b": {"type": "object", "properties": None}}})
    kept = {"a": {"type": "string", "default": None, "const": None}, "b": {"type": "object"}}
    assert fixed == ({"type": "object", "properties": kept}, "schema-repaired", "")
    assert for_function({"type": "object", "properties": {"a": {"default": None}}}).kind is None
