import orjson

from translator.tokens.functions import namespace, response_format
from translator.tokens.schema_types import typed

NODE = {"$ref": "#/$defs/node"}


def test_functions_are_shown_as_types() -> None:
    """The namespace is that of OpenAI's harmony format: comments for descriptions, ? for what is not required."""
    tool = {
        "name": "look",
        "description": "Look up.\n",
        "parameters": {
            "type": "object",
            "properties": {
                "where": {"type": "string", "description": "The place", "enum": ["here", "there"]},
                "deep": {"type": "integer", "default": 3},
                "of": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"id": {"type": ["string", "null"]}}, "required": ["id"]},
                },
            },
            "required": ["where"],
        },
    }
    assert namespace([tool, {"name": "ping"}]) == (
        "## functions\n\nnamespace functions {\n\n"
        "// Look up.\n"
        "type look = (_: {\n"
        "// The place\n"
        'where: "here" | "there",\n'
        "deep?: number, // default: 3\n"
        "of?: {\n    id: string | null,\n    }[],\n"
        "}) => any;\n\n"
        "type ping = () => any;\n\n"
        "} // namespace functions"
    )


def test_a_schema_may_refer_to_itself() -> None:
    """References are followed, and one without end is cut."""
    schema = {
        "type": "object",
        "properties": {"tree": {"$ref": "#/$defs/node"}},
        "$defs": {"node": {"type": "object", "properties": {"left": {"$ref": "#/$defs/node"}}}},
    }
    assert "any" in typed(schema)


def test_references_that_multiply() -> None:
    """A syntax tree of many kinds of node stays about as long as its schema; one that is made to multiply has a bound."""
    kinds = {f"kind{number}": {"type": "object", "properties": {"left": NODE, "right": NODE}} for number in range(30)}
    defs = {"node": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in kinds]}, **kinds}
    schema = {"type": "object", "properties": {"tree": NODE}, "$defs": defs}
    assert 1000 < len(typed(schema)) < len(orjson.dumps(schema))
    each = {f"n{number}": {"properties": {f"p{other}": {"$ref": f"#/$defs/n{other}"} for other in range(20)}} for number in range(20)}
    assert len(typed({"properties": {"a": {"$ref": "#/$defs/n0"}}, "$defs": each})) < 120_000


def test_a_long_schema() -> None:
    """A schema that is long by itself is shown whole."""
    assert typed({"properties": {f"p{number}": {"type": "string"} for number in range(5000)}}).count("string") == 5000


def test_odd_schemas_have_a_type() -> None:
    """Whatever stands in a schema, a type comes out."""
    odd: list[object] = [
        None,
        True,
        {},
        {"type": 5},
        {"enum": []},
        {"anyOf": [{}, {"type": "null"}]},
        {"type": "array"},
        {"properties": {"a": True}},
        [],
    ]
    assert [typed(schema) for schema in odd] == ["any", "any", "any", "any", "any", "any | null", "any[]", "{\na?: any,\n}", "any"]


def test_a_format_keeps_properties_of_any_name() -> None:
    """What strict schemas have in common is left out, but not a property that happens to be called so."""
    schema = {"type": "object", "properties": {"required": {"type": "string"}}, "required": ["required"], "additionalProperties": False}
    shown = response_format("answer", schema)
    assert shown == '# Response Formats\n\n## answer\n\n{"type":"object","properties":{"required":{"type":"string"}}}'
