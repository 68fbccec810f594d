"""A JSON schema as the TypeScript type that OpenAI's models are shown for it (openai/harmony, docs/format.md, Function calling).

Comments carry descriptions and defaults; what a type cannot say (patterns, bounds) is not shown to the model, and costs nothing.
"""

from typing import Any

import orjson

INDENT = "  "
DEEPEST = 12
# References put in place multiply (a syntax tree of thirty kinds of node comes to megabytes); what lies beyond is any.
MOST = 3000
PLAIN = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean", "null": "null"}
JOINED = {"anyOf": " | ", "oneOf": " | ", "allOf": " & "}


def typed(schema: object) -> str:
    """Return the type for a schema."""
    if not isinstance(schema, dict):
        return "any"
    definitions = schema.get("$defs") or schema.get("definitions")
    return _Types(definitions if isinstance(definitions, dict) else {}).of(schema, 0, ())


class _Types:
    """One schema on its way; definitions: what its $ref point into, by name."""

    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._left = MOST

    def of(self, schema: object, depth: int, within: tuple[str, ...]) -> str:
        """Return the type for a part of it; within: the references that it stands in."""
        if within:
            self._left -= 1
        if not isinstance(schema, dict) or depth > DEEPEST or self._left < 0:
            return "any"
        reference = schema.get("$ref")
        if isinstance(reference, str):
            name = reference.rpartition("/")[2]
            # A schema that refers to itself has no end of its own.
            return "any" if name in within else self.of(self._definitions.get(name), depth + 1, (*within, name))
        if "const" in schema:
            return _literal(schema["const"])
        values = schema.get("enum")
        if isinstance(values, list) and values:
            return " | ".join(_literal(value) for value in values)
        for name, sign in JOINED.items():
            variants = schema.get(name)
            if isinstance(variants, list) and variants:
                return sign.join(self.of(variant, depth + 1, within) for variant in variants)
        kind = schema.get("type")
        if isinstance(kind, list):
            return " | ".join(self.of({**schema, "type": one}, depth + 1, within) for one in kind)
        if kind == "array":
            items = schema.get("items")
            return f"{self.of(items, depth + 1, within)}[]" if items else "any[]"
        if kind == "object" or "properties" in schema:
            return self._object(schema, depth, within)
        return PLAIN.get(kind, "any") if isinstance(kind, str) else "any"

    def _object(self, schema: dict[str, Any], depth: int, within: tuple[str, ...]) -> str:
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
            lines.append(f"{indent}{name}{'' if name in needed else '?'}: {self.of(inner, depth + 1, within)},{default}")
        lines.append(f"{indent}}}")
        return "\n".join(lines)


def _literal(value: object) -> str:
    return orjson.dumps(value, default=str).decode()
