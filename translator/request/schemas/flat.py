"""Schemas without what OpenAI refuses at the top of a function's: references, unions and their like made one plain object."""

from typing import Any

import orjson

from translator.request.schemas.keywords import DEEPEST, Schema

UNIONS = ("anyOf", "oneOf")
COMPOSED = ("allOf", *UNIONS)
NOT_ON_TOP = (*COMPOSED, "not", "enum", "const")
DEEPEST_UNION = 5


def resolve(node: Schema, root: Schema) -> Schema:
    """Return what a node's $ref of the form #/… points to, with the node's other members over it; the node itself without one.

    It may stand where no schema is looked for (components/schemas), so that its keywords may be of any kind.
    """
    for _ in range(DEEPEST):
        reference = node.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return node
        found: Any = root
        for part in reference[2:].split("/"):
            found = found.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
        if not isinstance(found, dict):
            return node
        node = {**found, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def names(node: Schema) -> list[str]:
    """Return the properties that a schema requires."""
    required = node.get("required")
    return [name for name in required if isinstance(name, str)] if isinstance(required, list) else []


def flattened(top: Schema) -> Schema:
    """Return a schema without the keywords refused at the top: what its parts may hold together, required where all require it."""
    return _joined(top, top, 0, {})


def _joined(node: Schema, root: Schema, depth: int, known: dict[bytes, Schema]) -> Schema:
    """Do so for a union within root; known: what references came to, so that each is followed once, however often it stands there."""
    own = node.get("properties")
    properties: dict[str, list[Any]] = {name: [value] for name, value in own.items()} if isinstance(own, dict) else {}
    required = dict.fromkeys(names(node))
    for key in COMPOSED:
        alternatives = node.get(key)
        given = [part for part in alternatives if isinstance(part, dict)] if isinstance(alternatives, list) else []
        parts = [_part(part, root, depth, known) for part in given]
        for part in parts:
            inner = part.get("properties")
            for name, value in inner.items() if isinstance(inner, dict) else ():
                held = properties.setdefault(name, [])
                if value not in held:
                    held.append(value)
        wanted = [set(names(part)) for part in parts]
        if wanted:
            every = set.intersection(*wanted) if key in UNIONS else set.union(*wanted)
            required |= dict.fromkeys(sorted(every))
    merged = {key: value for key, value in node.items() if key not in NOT_ON_TOP}
    merged["properties"] = {name: values[0] if len(values) == 1 else {"anyOf": values} for name, values in properties.items()}
    if required:
        merged["required"] = list(required)
    return merged


def _part(part: Schema, root: Schema, depth: int, known: dict[bytes, Schema]) -> Schema:
    """Return one alternative, without alternatives of its own: those of a union inside a union name properties, too."""
    coded = orjson.dumps(part) if "$ref" in part else b""
    if coded in known:
        return known[coded]
    found = resolve(part, root)
    if depth > DEEPEST_UNION or not any(key in found for key in COMPOSED):
        return found
    if not coded:
        return _joined(found, root, depth + 1, known)
    # A union that leads to itself names nothing more.
    known[coded] = {}
    known[coded] = _joined(found, root, depth + 1, known)
    return known[coded]
