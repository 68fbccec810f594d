"""The form in which OpenAI guarantees a schema (strict): only where the guarantee then still says what the client's schema says.

Source: OpenAI's guide to structured outputs, "Supported schemas": every object closed, every property required, few keywords.
"""

from typing import Any

from translator.request.schema import Schema, names

# What only describes, and is refused there.
ANNOTATIONS = frozenset("$schema $id $comment default examples example deprecated readOnly writeOnly".split())
PLAIN = frozenset(
    "type description title enum const $ref required additionalProperties pattern format multipleOf minimum maximum exclusiveMinimum "
    "exclusiveMaximum minItems maxItems".split()
)
FORMATS = "date-time time date duration email hostname ipv4 ipv6 uuid".split()
DEEPEST = 10


class _NotStrict(Exception):  # noqa: N818 (never leaves this file)
    pass


def strict_form(schema: Schema) -> Schema | None:
    """Return the schema as OpenAI takes it with strict: true, or None where that would change what it asks for.

    What is changed keeps every answer valid for the client's schema: annotations go, an object that names properties is closed.
    A property that may be left out makes strict impossible, because OpenAI would always have it filled.
    """
    if schema.get("type") != "object" or "anyOf" in schema:
        return None
    try:
        return _node(schema, 1)
    except _NotStrict:
        return None


def _node(node: Any, depth: int) -> Schema:  # noqa: ANN401 (a JSON value)
    if not isinstance(node, dict) or depth > DEEPEST:
        raise _NotStrict
    new: Schema = {}
    for key, value in node.items():
        if key in ANNOTATIONS:
            continue
        if key in ("properties", "$defs", "definitions") and isinstance(value, dict):
            # Definitions are no level of the answer.
            new[key] = {name: _node(inner, depth + (key == "properties")) for name, inner in value.items()}
        elif key == "items":
            new[key] = _node(value, depth + 1)
        elif key == "anyOf" and isinstance(value, list):
            new[key] = [_node(inner, depth) for inner in value]
        elif key in PLAIN and (key != "format" or value in FORMATS):
            new[key] = value
        else:
            raise _NotStrict
    kind = new.get("type")
    if kind == "object" or (isinstance(kind, list) and "object" in kind):
        _close(new)
    elif kind is None and "anyOf" not in new and "$ref" not in new:
        new["type"] = _type_of(new)
    if (kind == "array" or (isinstance(kind, list) and "array" in kind)) and "items" not in new:
        raise _NotStrict
    return new


def _close(node: Schema) -> None:
    properties = node.get("properties")
    if not isinstance(properties, dict) or not properties or node.setdefault("additionalProperties", False) is not False:
        raise _NotStrict
    if set(names(node)) != set(properties):
        raise _NotStrict


def _type_of(node: Schema) -> str:
    values = node["enum"] if "enum" in node else [node["const"]] if "const" in node else []
    if isinstance(values, list) and values and all(isinstance(value, str) for value in values):
        return "string"
    raise _NotStrict
