"""Schemas that are none by JSON Schema itself, made ones: upstreams refuse the whole request for a keyword of a wrong kind.

Servers write them in older drafts and other dialects (required: true on a property, properties: [], type: any, exclusiveMinimum: true).
What such a keyword can only mean is said rightly; what means nothing is left out.
"""

from collections.abc import Callable
from typing import Any

from translator.request.schemas.keywords import DEEPEST, HOLD_SCHEMAS, LISTS, MAPS, Schema

TYPES = frozenset(("string", "number", "integer", "boolean", "object", "array", "null"))
SCHEMA = (dict, bool)
COMMON = frozenset(("type", "description", "default"))
MEANT = {
    "str": "string",
    "text": "string",
    "int": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "decimal": "number",
    "bool": "boolean",
    "dict": "object",
    "map": "object",
    "list": "array",
    "tuple": "array",
    "none": "null",
}


def sound(schema: Any, depth: int = 0) -> Any:  # noqa: ANN401 (a JSON value)
    """Return a schema without keywords of a wrong kind, the schemas inside it too; the same object where all is well."""
    if not isinstance(schema, dict) or depth > DEEPEST:
        return schema
    changed: Schema = {}
    for key, value in schema.items():
        if value is None:
            continue
        if key in HOLD_SCHEMAS:
            new = _inside(key, value, depth + 1)
        elif (check := KINDS.get(key)) is not None:
            new = check(value)
        else:
            continue
        if new is not value:
            changed[key] = new
    needed = _needed(schema.get("properties"))
    if needed:
        known = changed.get("required", schema.get("required"))
        changed["required"] = list(dict.fromkeys([*(known if isinstance(known, list) else ()), *needed]))
    if not changed:
        return schema
    for limit, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(limit) is True and _number(schema.get(bound)) is not None:
            # As draft 4 had it.
            changed |= {limit: schema[bound], bound: None}
    return {key: value for key, value in {**schema, **changed}.items() if value is not None or key not in changed}


def _inside(key: str, value: Any, depth: int) -> Any:  # noqa: ANN401 (a JSON value)
    if key in MAPS:
        if not isinstance(value, dict):
            return None
        changed = {}
        for name, inner in value.items():
            if _plain(inner):
                continue
            new = sound(inner, depth) if isinstance(inner, SCHEMA) else None
            if new is not inner:
                changed[name] = new
        return {name: new for name, new in {**value, **changed}.items() if new is not None} if changed else value
    if isinstance(value, list) and (key in LISTS or key == "items"):
        kept = [sound(inner, depth) for inner in value if isinstance(inner, SCHEMA)]
        same = len(kept) == len(value) and all(new is old for new, old in zip(kept, value, strict=True))
        return value if same and value else kept or None
    if key in LISTS or not isinstance(value, SCHEMA):
        return None
    return sound(value, depth)


def _plain(schema: Any) -> bool:  # noqa: ANN401 (a JSON value)
    """Tell of the commonest schemas that nothing is wrong with them, which costs little so."""
    if schema.__class__ is not dict or not schema.keys() <= COMMON:
        return False
    kind = schema.get("type")
    return kind.__class__ is str and kind in TYPES and schema.get("description", "").__class__ is str


def _needed(properties: Any) -> list[str]:  # noqa: ANN401 (a JSON value)
    """Return the properties that say themselves that they are required, as draft 3 had it."""
    if not isinstance(properties, dict):
        return []
    return [name for name, inner in properties.items() if isinstance(inner, dict) and inner.get("required") is True]


def _type(value: Any) -> Any:  # noqa: ANN401 (a JSON value)
    if isinstance(value, str):
        word = value if value in TYPES else value.lower()
        word = MEANT.get(word, word)
        return value if word == value and word in TYPES else word if word in TYPES else None
    if not isinstance(value, list):
        return None
    made = list(dict.fromkeys(word for one in value if isinstance(one, str) and (word := _type(one))))
    return value if made == value and made else made or None


def _names(value: Any) -> Any:  # noqa: ANN401 (a JSON value)
    if not isinstance(value, list):
        return [value] if isinstance(value, str) else None
    made = list(dict.fromkeys(name for name in value if isinstance(name, str)))
    return value if made == value else made


def _string(value: Any) -> Any:  # noqa: ANN401 (a JSON value)
    return value if isinstance(value, str) else None


def _number(value: Any) -> Any:  # noqa: ANN401 (a JSON value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count(value: Any) -> Any:  # noqa: ANN401 (a JSON value)
    return value if _number(value) is not None and value >= 0 and (isinstance(value, int) or value.is_integer()) else None


def _bool(value: Any) -> Any:  # noqa: ANN401 (a JSON value)
    return value if isinstance(value, bool) else None


def _values(value: Any) -> Any:  # noqa: ANN401 (a JSON value)
    return value if isinstance(value, list) and value else None


KINDS: dict[str, Callable[[Any], Any]] = {
    "type": _type,
    "required": _names,
    "enum": _values,
    **dict.fromkeys("title description format pattern $ref $comment".split(), _string),
    **dict.fromkeys("minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split(), _number),
    **dict.fromkeys("minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains".split(), _count),
    **dict.fromkeys("uniqueItems deprecated readOnly writeOnly".split(), _bool),
}
