"""The form in which OpenAI guarantees a schema (strict): only where the guarantee then still says what the client's schema says.

Source: OpenAI's guide to structured outputs, "Supported schemas": every object closed, every property required, few keywords, and
the answer of its API "$ref cannot have keywords {'description'}".
"""

from typing import Any

from translator.request.flat import names, resolve
from translator.request.keywords import Schema
from translator.request.strict_size import fits

# What only describes, and is refused there.
ANNOTATIONS = frozenset("$schema $id $comment default examples example deprecated readOnly writeOnly".split())
PLAIN = frozenset(
    "type description title enum const $ref required additionalProperties pattern format multipleOf minimum maximum exclusiveMinimum "
    "exclusiveMaximum minItems maxItems".split()
)
FORMATS = "date-time time date duration email hostname ipv4 ipv6 uuid".split()
WORDS = frozenset(("description", "title"))
DEEPEST = 10


class _NotStrict(Exception):  # noqa: N818 (never leaves this file)
    pass


def strict_form(schema: Schema) -> Schema | None:
    """Return the schema as OpenAI takes it with strict: true, or None where that would change what it asks for.

    What is changed keeps every answer valid for the client's schema: annotations go, an object that names properties is closed, a
    reference with a description of its own is put in place. A property that may be left out makes strict impossible, because OpenAI
    would always have it filled.
    """
    if schema.get("type") != "object" or "anyOf" in schema:
        return None
    try:
        form = _node(schema, 1, schema, ())
    except _NotStrict:
        return None
    return form if fits(form) else None


def _node(node: Any, depth: int, root: Schema, within: tuple[str, ...]) -> Schema:  # noqa: ANN401 (a JSON value)
    """Return one schema's form; within: the references that were put in place around it."""
    if not isinstance(node, dict) or depth > DEEPEST:
        raise _NotStrict
    if "$ref" in node and not node.keys() <= ANNOTATIONS | {"$ref"}:
        reference = node["$ref"]
        if not node.keys() <= ANNOTATIONS | WORDS | {"$ref"}:
            raise _NotStrict
        if reference in within:
            # It leads to itself, where no words can stand.
            return {"$ref": reference}
        node = resolve(node, root)
        if "$ref" in node:
            raise _NotStrict
        within = (*within, reference)
    new: Schema = {}
    for key, value in node.items():
        if key in ANNOTATIONS:
            continue
        if key in ("properties", "$defs", "definitions") and isinstance(value, dict):
            # Definitions are no level of the answer.
            new[key] = {name: _node(inner, depth + (key == "properties"), root, within) for name, inner in value.items()}
        elif key == "items":
            new[key] = _node(value, depth + 1, root, within)
        elif key == "anyOf" and isinstance(value, list):
            new[key] = [_node(inner, depth, root, within) for inner in value]
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
    # An object without any property is one of no arguments only where it says so itself.
    if not isinstance(properties, dict) or not (properties or node.get("additionalProperties") is False):
        raise _NotStrict
    if node.setdefault("additionalProperties", False) is not False or set(names(node)) != set(properties):
        raise _NotStrict
    node.setdefault("required", [])


def _type_of(node: Schema) -> str:
    values = node["enum"] if "enum" in node else [node["const"]] if "const" in node else []
    if isinstance(values, list) and values and all(isinstance(value, str) for value in values):
        return "string"
    raise _NotStrict
