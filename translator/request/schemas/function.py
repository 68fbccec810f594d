"""JSON schemas in the form that OpenAI takes for a function: repaired, not refused, and never saying something else.

Sources: the answers "Invalid schema for function …" of OpenAI's API (schema must have type 'object' and not have oneOf, anyOf, allOf,
enum, const or not at the top level; object schema missing properties; array schema missing items).
"""

from functools import lru_cache
from typing import Any, NamedTuple, cast

import orjson

from translator.notes import Notes
from translator.request.schemas import patterns
from translator.request.schemas.flat import NOT_ON_TOP, flattened, resolve
from translator.request.schemas.keywords import DEEPEST, HOLD_SCHEMAS, LISTS, MAPS, SINGLES, Schema
from translator.request.schemas.sound import sound
from translator.request.text import clean_value

HOLDS_NONE = HOLD_SCHEMAS.isdisjoint
SCALARS = ("string", "boolean", "integer", "number")
# Where a bare true or false is usual and taken.
BARE = frozenset(("additionalItems", "additionalProperties", "unevaluatedItems", "unevaluatedProperties"))
NULL_MEANT = frozenset(("default", "const", "examples", "example"))
# Bounds for what is kept: some 10 MB at the very most.
MOST_KEPT, LONGEST_KEPT = 256, 4096
REPAIRED, FLATTENED = "schema-repaired", "schema-flattened"


class Repaired(NamedTuple):
    """A schema for a function; kind: the note that its repair deserves; remark: what the schema cannot say any more, in words."""

    schema: Schema
    kind: str | None
    remark: str


def for_function(schema: Schema) -> Repaired:
    """Return an input_schema, whose type is object or unsaid, in the form that OpenAI takes for a function's parameters.

    The same tools come with every request of a session, so what was found for a schema is kept: the result is shared, never change it.
    Raises ValueError for one that cannot be sent: nested over 254 levels.
    """
    try:
        coded = orjson.dumps(schema)
    except TypeError as error:
        raise ValueError(str(error)) from error
    return _known(coded) if len(coded) <= LONGEST_KEPT else _clean(coded, schema)


@lru_cache(maxsize=MOST_KEPT)
def _known(coded: bytes) -> Repaired:
    return _clean(coded, orjson.loads(coded))


def _clean(coded: bytes, schema: Schema) -> Repaired:
    whole = sound(schema)
    note = None if whole is schema else REPAIRED
    schema = cast(Schema, whole)
    # Upstreams refuse NUL; no schema needs it, so its loss is that of a mere repair.
    if b"\\u0000" in coded:
        notes = Notes()
        schema = cast(Schema, clean_value(schema, notes))
        note = REPAIRED if notes.kinds else note
    if b'"pattern' in coded and (told := patterns.in_words(schema)) != schema:
        schema, note = told, patterns.NOTE
    made = _made(schema)
    return made._replace(kind=note) if note and made.kind != FLATTENED else made


def _made(schema: Schema) -> Repaired:
    top = schema if "$ref" not in schema else _without_reference(schema)
    top = nested(top, 0)
    repaired = top is not schema
    if "$schema" in top or "$id" in top:
        # They name a draft and the schema itself: models make nothing of it, and OpenAI refuses an $id that is no "uri-reference".
        top = {key: value for key, value in top.items() if key not in ("$schema", "$id")}
    if top.get("type") != "object" or not isinstance(top.get("properties"), dict):
        properties = top.get("properties")
        top = {**top, "type": "object", "properties": properties if isinstance(properties, dict) else {}}
        repaired = True
    if not any(key in top for key in NOT_ON_TOP):
        return Repaired(top, REPAIRED if repaired else None, "")
    moved = {key: top[key] for key in NOT_ON_TOP if key in top}
    remark = "The input must also match this JSON Schema: " + orjson.dumps(moved).decode()
    return Repaired(flattened(top), FLATTENED, remark)


def nested(node: Any, depth: int) -> Any:  # noqa: ANN401 (a JSON value)
    """Return a schema with every schema inside it repaired; the same object where nothing was to do."""
    if not isinstance(node, dict):
        if isinstance(node, bool):
            return {} if node else {"not": {}}
        return node
    if None in node.values():
        node = _said(node)
    if HOLDS_NONE(node):
        return _if_array(node)
    changed: Schema = {}
    for key, value in node.items():
        if key not in HOLD_SCHEMAS or depth > DEEPEST or (key in BARE and isinstance(value, bool)):
            continue
        new = _inside(key, value, depth + 1)
        if new is not value:
            changed[key] = new
    if changed:
        node = {**node, **changed}
    return _if_array(node)


def _said(node: Schema) -> Schema:
    """Return a schema without keywords that are null, which typed clients write for unsaid; the same where null is the value meant."""
    said = {key: value for key, value in node.items() if value is not None or key in NULL_MEANT}
    return said if len(said) < len(node) else node


def _inside(key: str, value: Any, depth: int) -> Any:  # noqa: ANN401 (a JSON value)
    if key in MAPS and isinstance(value, dict):
        changed = {}
        for name, inner in value.items():
            # Most are of this kind, and a call for each would be most of the time.
            if inner.__class__ is dict and inner.get("type") in SCALARS and HOLDS_NONE(inner) and None not in inner.values():
                continue
            new = nested(inner, depth)
            if new is not inner:
                changed[name] = new
        return {**value, **changed} if changed else value
    # The older drafts' tuples have a list under items.
    if isinstance(value, list) and (key in LISTS or key == "items"):
        fixed = [nested(inner, depth) for inner in value]
        return value if all(new is old for new, old in zip(fixed, value, strict=True)) else fixed
    return nested(value, depth) if key in SINGLES else value


def _if_array(node: Schema) -> Schema:
    kind = node.get("type")
    if kind != "array" and not (isinstance(kind, list) and "array" in kind):
        return node
    if "items" not in node:
        return {**node, "items": {}}
    if isinstance(node["items"], list):
        rest = {key: value for key, value in node.items() if key != "additionalItems"}
        return {**rest, "prefixItems": node["items"], "items": node.get("additionalItems", {})}
    return node


def _without_reference(schema: Schema) -> Schema:
    return {key: value for key, value in resolve(schema, schema).items() if key != "$ref"}
