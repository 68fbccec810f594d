"""What Google refuses in the schema of a function, in its own words.

A schema is a message with known fields (https://ai.google.dev/api/caching#Schema, cloud.google.com/vertex-ai/generative-ai/docs/reference/
rest/v1/Schema), not JSON Schema: an unknown name fails the whole request.
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.offline.conversation import Json

FIELDS = frozenset(
    "type format title description nullable enum maxItems minItems properties required minProperties maxProperties minLength maxLength "
    "pattern example anyOf propertyOrdering default items minimum maximum".split()
)
VERTEX_FIELDS = FIELDS | {"additionalProperties", "ref", "defs"}
TYPES = frozenset("TYPE_UNSPECIFIED STRING NUMBER INTEGER BOOLEAN ARRAY OBJECT NULL".split())
_STRING_FORMATS = ("", "enum", "date-time")
_SPELLED = {"any_of": "anyOf", "property_ordering": "propertyOrdering"} | {
    f"{bound}_{what}": f"{bound}{what.capitalize()}" for bound in ("min", "max") for what in ("items", "properties", "length")
}


def unknown(schema: object, place: str, *, vertex: bool) -> Iterator[str]:
    """Sentences about names that are no fields, which the parser of messages refuses before anything else."""
    if not isinstance(schema, dict):
        yield f"Invalid value at '{place}' (type.googleapis.com/google.ai.generativelanguage.v1beta.Schema), {str(schema)[:40]!r}"
        return
    for name, value in schema.items():
        field = _SPELLED.get(name, name)
        if field not in (VERTEX_FIELDS if vertex else FIELDS):
            yield f"Invalid JSON payload received. Unknown name \"{name}\" at '{place}': Cannot find field."
        elif field == "type" and isinstance(value, list):
            yield f"Invalid JSON payload received. Unknown name \"type\" at '{place}': Proto field is not repeating, cannot start list."
        elif field == "type" and str(value).upper() not in TYPES:
            yield f"Invalid value at '{place}.type' (type.googleapis.com/google.ai.generativelanguage.v1beta.Type), \"{value}\""
        elif field == "enum" and not all(isinstance(one, str) for one in value):
            yield f"Invalid value at '{place}.enum[0]' (TYPE_STRING), {next(one for one in value if not isinstance(one, str))}"
        elif field == "properties" and isinstance(value, dict):
            for number, inner in enumerate(value.values()):
                yield from unknown(inner, f"{place}.properties[{number}].value", vertex=vertex)
        elif field == "items":
            yield from unknown(value, f"{place}.items", vertex=vertex)
        elif field == "anyOf" and isinstance(value, list):
            for number, inner in enumerate(value):
                yield from unknown(inner, f"{place}.any_of[{number}]", vertex=vertex)


def wrong(schema: Json, place: str) -> Iterator[str]:
    """Sentences about values that do not go together."""
    kind = str(schema.get("type", "")).upper()
    if kind == "STRING" and schema.get("format", "") not in _STRING_FORMATS:
        yield f"{place}.format: only 'enum' and 'date-time' are supported for STRING type"
    if schema.get("enum") and kind not in ("STRING", ""):
        yield f"{place}.enum: only allowed for STRING type"
    if any(one == "" for one in schema.get("enum") or ()):
        yield f"{place}.enum[0]: cannot be empty"
    if kind == "ARRAY" and "items" not in schema:
        yield f"{place}.items: missing field."
    if not kind and not (schema.get("anyOf") or schema.get("any_of")) and schema.keys() - {"description", "nullable", "title"}:
        yield f"{place}.type: must be specified"
    properties = schema.get("properties") or {}
    for number, name in enumerate(schema.get("required") or ()):
        if name not in properties:
            yield f"{place}.required[{number}]: property is not defined"
    for name, inner in properties.items():
        yield from wrong(inner, f"{place}.properties[{name}]")
    if isinstance(schema.get("items"), dict):
        yield from wrong(schema["items"], f"{place}.items")
    for number, inner in enumerate(schema.get("anyOf") or schema.get("any_of") or ()):
        yield from wrong(inner, f"{place}.any_of[{number}]")


def plain(schema: object) -> Json:
    """The schema with types in small letters, as JSON Schema has them."""
    if not isinstance(schema, dict):
        return {}
    out: Json = {}
    for name, value in schema.items():
        field = str(_SPELLED.get(name, name))
        if field == "type":
            out[field] = str(value).lower() if isinstance(value, str) else value
        elif field == "properties" and isinstance(value, dict):
            out[field] = {key: plain(inner) for key, inner in value.items()}
        elif field == "items":
            out[field] = plain(value)
        elif field == "anyOf" and isinstance(value, list):
            out[field] = [plain(inner) for inner in value]
        else:
            out[field] = value
    return out
