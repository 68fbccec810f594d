"""A minimal JSON value that is valid against a JSON schema, with strings taken from the user's words where a title is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]
_DEEPEST = 24
_FORMATS = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "time": "00:00:00Z",
    "email": "offline@example.com",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "hostname": "example.com",
    "ipv4": "127.0.0.1",
    "ipv6": "::1",
    "duration": "PT1S",
}


def minimal(schema: Json, text: str) -> object:
    """The smallest value that we know to satisfy `schema`; free strings carry `text`, cut to what the schema allows."""
    return _value(schema, schema, text, 0)


def _value(schema: object, root: Json, text: str, depth: int) -> object:
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return None
    schema = _resolved(schema, root)
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("anyOf", "oneOf"):
        if schema.get(key):
            return _value(_first_plain(schema[key]), root, text, depth + 1)
    kind = schema.get("type") or ("object" if "properties" in schema else "array" if "items" in schema else "string")
    if isinstance(kind, list):
        kind = next((name for name in kind if name != "null"), "null")
    match kind:
        case "object":
            return _object(schema, root, text, depth)
        case "array":
            items = schema.get("prefixItems") or [schema.get("items", {})] * int(schema.get("minItems", 0))
            return [_value(item, root, text, depth + 1) for item in items]
        case "integer" | "number":
            return _number(schema, whole=kind == "integer")
        case "boolean":
            return False
        case "null":
            return None
    return _string(schema, text)


def _resolved(schema: Json, root: Json) -> Json:
    for _ in range(_DEEPEST):
        pointer = schema.get("$ref")
        if not isinstance(pointer, str) or not pointer.startswith("#"):
            break
        target: Any = root
        for step in pointer[1:].strip("/").split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            target = target.get(name, {}) if isinstance(target, Mapping) and name else target
        schema = target if isinstance(target, Mapping) else {}
    for part in schema.get("allOf", ()):
        if isinstance(part, Mapping):
            inner = _resolved(part, root)
            merged = {**schema, **inner}
            merged["properties"] = {**schema.get("properties", {}), **inner.get("properties", {})}
            merged["required"] = [*schema.get("required", []), *inner.get("required", [])]
            schema = {key: value for key, value in merged.items() if key != "allOf" and (value or key not in ("properties", "required"))}
    return schema


def _first_plain(choices: list[Any]) -> object:
    """The first alternative that is not null: an answer says something where it may."""
    return next((choice for choice in choices if isinstance(choice, Mapping) and choice.get("type") != "null"), choices[0])


def _object(schema: Json, root: Json, text: str, depth: int) -> dict[str, object]:
    properties = schema.get("properties", {})
    names = schema.get("required", []) or (list(properties) if depth == 0 else [])
    return {name: _value(properties.get(name, {}), root, text, depth + 1) for name in names}


def _number(schema: Json, *, whole: bool) -> int | float:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    step = schema.get("multipleOf") or 1
    floor = low if low is not None else above + step if above is not None else None
    ceiling = high if high is not None else below - step if below is not None else None
    value: float = 0
    if floor is not None and floor > 0:
        value = -(-floor // step) * step
    elif ceiling is not None and ceiling < 0:
        value = ceiling // step * step
    return int(value) if whole else value


def _string(schema: Json, text: str) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    longest = schema.get("maxLength")
    value = text if longest is None else text[:longest]
    return value.ljust(int(schema.get("minLength", 0)), ".")
