"""Rules about JSON schemas: of functions, and of the output."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.offline.errors import ApiError
from gateway.offline.strict.expressions import check_expressions
from gateway.offline.strict.refusals import refused, wrong_type
from gateway.offline.strict.shapes import Json, as_dict, as_list

_TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
_NOT_ON_TOP = ("oneOf", "anyOf", "allOf", "enum", "not")
_DEEPEST = 60
_Path = tuple[str, ...]


def check_function_schema(schema: object, name: str, param: str, *, strict: bool) -> None:
    """Refuse the parameters of a function that the API refuses."""
    _check(schema, f"Invalid schema for function '{name}'", param, "invalid_function_parameters", strict=strict)


def check_format_schema(schema: object, name: str, param: str, *, strict: bool) -> None:
    """Refuse the schema of an output format that the API refuses."""
    _check(schema, f"Invalid schema for response_format '{name}'", param, "invalid_json_schema", strict=strict)


def _check(schema: object, who: str, param: str, code: str, *, strict: bool) -> None:
    if not isinstance(schema, dict):
        raise wrong_type(param, "object", schema)

    def invalid(words: str) -> ApiError:
        return refused(f"{who}: {words}.", param, code)

    kind = schema.get("type")
    if kind != "object":
        shown = "None" if kind is None else kind
        raise invalid(f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{shown}\"'")
    if any(name in schema for name in _NOT_ON_TOP):
        raise invalid("schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level")
    if code == "invalid_function_parameters" and "properties" not in schema:
        raise invalid("In context=(), object schema missing properties")
    for path, part in _parts(schema, ()):
        check_expressions(part, path, who, param, code)
        problem = _problem(part) or (_strict_problem(part) if strict else None)
        if problem:
            raise invalid(f"In context={path!r}, {problem}")


def _parts(schema: Json, path: _Path) -> Iterator[tuple[_Path, Json]]:
    """The schema and all schemas inside it, each with where it stands."""
    yield path, schema
    if len(path) > _DEEPEST:
        return
    for group in ("properties", "$defs", "definitions", "patternProperties"):
        for name, inner in as_dict(schema.get(group)).items():
            if isinstance(inner, dict):
                yield from _parts(inner, (*path, group, name))
    for one in ("items", "additionalProperties", "not"):
        if isinstance(schema.get(one), dict):
            yield from _parts(schema[one], (*path, one))
    for group in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for number, inner in enumerate(as_list(schema.get(group))):
            if isinstance(inner, dict):
                yield from _parts(inner, (*path, group, str(number)))


def _problem(schema: Json) -> str | None:
    kinds = schema.get("type")
    for kind in kinds if isinstance(kinds, list) else [] if kinds is None else [kinds]:
        if kind not in _TYPES:
            return f"'{kind}' is not valid under any of the given schemas"
    if ("array" in kinds if isinstance(kinds, list) else kinds == "array") and not any(name in schema for name in ("items", "prefixItems")):
        return "array schema missing items"
    for name, wanted in (("properties", dict), ("required", list), ("enum", list)):
        if name in schema and not isinstance(schema[name], wanted):
            return f"{schema[name]!r} is not of type '{'object' if wanted is dict else 'array'}'"
    for name in as_list(schema.get("required")):
        if not isinstance(name, str):
            return f"{name!r} is not of type 'string'"
    return None


def _strict_problem(schema: Json) -> str | None:
    """https://platform.openai.com/docs/guides/structured-outputs#supported-schemas."""
    if any(name in schema for name in ("oneOf", "allOf", "not", "patternProperties")):
        name = next(name for name in ("oneOf", "allOf", "not", "patternProperties") if name in schema)
        return f"'{name}' is not permitted"
    if "$ref" in schema and len(schema) > 1:
        return f"$ref cannot have keywords {set(schema) - {'$ref'}}"
    properties = schema.get("properties")
    if schema.get("type") != "object" and properties is None:
        return None
    if schema.get("additionalProperties") is not False:
        return "'additionalProperties' is required to be supplied and to be false"
    required = as_list(schema.get("required"))
    absent = next((name for name in as_dict(properties) if name not in required), None)
    if absent is not None:
        return f"'required' is required to be supplied and to be an array including every key in properties. Missing '{absent}'"
    extra = next((name for name in required if name not in as_dict(properties)), None)
    return (
        f"'required' is required to be supplied and to be an array including every key in properties. Extra required key '{extra}' supplied"
        if extra
        else None
    )
