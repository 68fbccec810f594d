"""The form in which OpenAI guarantees a schema (strict): only where the guarantee then still says what the client's schema says.

Source: OpenAI's guide to structured outputs, "Supported schemas": every object closed, every property required, few keywords, and
the answer of its API "$ref cannot have keywords {'description'}".
"""

from typing import Any

from translator.request.schemas.flat import names, resolve
from translator.request.schemas.keywords import Schema
from translator.request.schemas.strict_size import fits

# What only describes, and is refused there.
ANNOTATIONS = frozenset("$schema $id $comment default examples example deprecated readOnly writeOnly".split())
PLAIN = frozenset(
    "type description title enum const $ref required additionalProperties pattern format multipleOf minimum maximum exclusiveMinimum "
    "exclusiveMaximum minItems maxItems".split()
)
FORMATS = "date-time time date duration email hostname ipv4 ipv6 uuid".split()
WORDS = frozenset(("description", "title"))
DEEPEST = 10
# References put in place multiply; what is larger has no guarantee anyway (strict_size.py).
MOST = 20_000


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
        form = _Form(schema).node(schema, 1, ())
    except _NotStrict:
        return None
    return form if fits(form) else None


class _Form:
    """One schema on its way."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._left = MOST

    def node(self, node: Any, depth: int, within: tuple[str, ...]) -> Schema:  # noqa: ANN401 (a JSON value)
        """Return one schema's form; within: the references that were put in place around it."""
        self._left -= 1
        if not isinstance(node, dict) or depth > DEEPEST or self._left < 0:
            raise _NotStrict
        if "$ref" in node and not node.keys() <= ANNOTATIONS | {"$ref"}:
            reference = node["$ref"]
            if not node.keys() <= ANNOTATIONS | WORDS | {"$ref"}:
                raise _NotStrict
            if reference in within:
                # It leads to itself, where no words can stand.
                return {"$ref": reference}
            node = resolve(node, self._root)
            if "$ref" in node:
                raise _NotStrict
            within = (*within, reference)
        new: Schema = {}
        for key, value in node.items():
            if key in ANNOTATIONS:
                continue
            if key in ("properties", "$defs", "definitions") and isinstance(value, dict):
                # Definitions are no level of the answer.
                new[key] = {name: self.node(inner, depth + (key == "properties"), within) for name, inner in value.items()}
            elif key == "items":
                new[key] = self.node(value, depth + 1, within)
            elif key == "anyOf" and isinstance(value, list):
                new[key] = [self.node(inner, depth, within) for inner in value]
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
