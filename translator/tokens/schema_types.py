"""A JSON schema as the TypeScript type that OpenAI's models are shown for it (openai/harmony, docs/format.md, Function calling).

Comments carry descriptions and defaults; what a type cannot say (patterns, bounds) is not shown to the model, and costs nothing.
"""

from typing import Any

import orjson

INDENT = "  "
DEEPEST = 12  # A schema that refers to itself has no end of its own.
PLAIN = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean", "null": "null"}
JOINED = {"anyOf": " | ", "oneOf": " | ", "allOf": " & "}


def typed(schema: object, definitions: dict[str, Any] | None = None, depth: int = 0) -> str:
    """Return the type for a schema; definitions: what its $ref point into, by name."""
    if not isinstance(schema, dict) or depth > DEEPEST:
        return "any"
    definitions = definitions or schema.get("$defs") or schema.get("definitions") or {}
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return typed(definitions.get(reference.rpartition("/")[2]), definitions, depth + 1)
    if "const" in schema:
        return _literal(schema["const"])
    values = schema.get("enum")
    if isinstance(values, list) and values:
        return " | ".join(_literal(value) for value in values)
    for name, sign in JOINED.items():
        variants = schema.get(name)
        if isinstance(variants, list) and variants:
            return sign.join(typed(variant, definitions, depth + 1) for variant in variants)
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(typed({**schema, "type": one}, definitions, depth + 1) for one in kind)
    if kind == "array":
        items = schema.get("items")
        return f"{typed(items, definitions, depth + 1)}[]" if items else "any[]"
    if kind == "object" or "properties" in schema:
        return _object(schema, definitions, depth)
    return PLAIN.get(kind, "any") if isinstance(kind, str) else "any"


def _literal(value: object) -> str:
    return orjson.dumps(value, default=str).decode()


def _object(schema: dict[str, Any], definitions: dict[str, Any], depth: int) -> str:
    properties = schema.get("properties")
    if not isinstance(properties, dict) or not properties:
        return "object"
    required = schema.get("required")
    needed = set(filter(lambda name: isinstance(name, str), required)) if isinstance(required, list) else set()
    indent = INDENT * depth
    lines = ["{"]
    for name, inner in properties.items():
        inner = inner if isinstance(inner, dict) else {}
        description = inner.get("description")
        if isinstance(description, str) and description:
            lines.append(f"{indent}// {description}")
        default = f" // default: {_literal(inner['default'])}" if "default" in inner else ""
        lines.append(f"{indent}{name}{'' if name in needed else '?'}: {typed(inner, definitions, depth + 1)},{default}")
    lines.append(f"{indent}}}")
    return "\n".join(lines)
