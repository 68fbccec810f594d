"""Schemas without what OpenAI refuses at the top of a function's: references, unions and their like made one plain object."""

from typing import Any

from translator.request.keywords import DEEPEST, Schema

UNIONS = ("anyOf", "oneOf")
COMPOSED = ("allOf", *UNIONS)
NOT_ON_TOP = (*COMPOSED, "not", "enum", "const")
DEEPEST_UNION = 5


def resolve(node: Schema, root: Schema) -> Schema:
    """Return what a node's $ref of the form #/… points to, with the node's other members over it; the node itself without one."""
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


def _part(part: Schema, top: Schema, depth: int) -> Schema:
    """Return one alternative, without alternatives of its own: those of a union inside a union name properties, too."""
    found = resolve(part, top)
    if depth > DEEPEST_UNION or not any(key in found for key in COMPOSED):
        return found
    own = found.get("properties")
    return flattened({**found, "$defs": top.get("$defs"), "definitions": top.get("definitions")} | {"properties": own or {}}, depth + 1)


def flattened(top: Schema, depth: int = 0) -> Schema:
    """Return a schema without the keywords refused at the top: what its parts may hold together, required where all require it."""
    properties: dict[str, list[Any]] = {name: [value] for name, value in top["properties"].items()}
    required = dict.fromkeys(names(top))
    for key in COMPOSED:
        alternatives = top.get(key)
        parts = [_part(part, top, depth) for part in alternatives if isinstance(part, dict)] if isinstance(alternatives, list) else []
        for part in parts:
            inner = part.get("properties")
            for name, value in inner.items() if isinstance(inner, dict) else ():
                known = properties.setdefault(name, [])
                if value not in known:
                    known.append(value)
        wanted = [set(names(part)) for part in parts]
        if wanted:
            every = set.intersection(*wanted) if key in UNIONS else set.union(*wanted)
            required |= dict.fromkeys(sorted(every))
    merged = {key: value for key, value in top.items() if key not in NOT_ON_TOP}
    merged["properties"] = {name: values[0] if len(values) == 1 else {"anyOf": values} for name, values in properties.items()}
    if required:
        merged["required"] = list(required)
    return merged
