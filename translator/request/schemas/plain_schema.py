"""Schemas in the plainest form, for an upstream that refused them: what every one takes, and the rest in words.

Upstreams differ in what they take beyond types, properties and enums: llama.cpp and xgrammar make a grammar of it ("failed to parse
grammar", "Unimplemented keys: ["propertyNames"]"), Gemini and Moonshot have dialects of their own, OpenAI's rules change.
"""

from functools import lru_cache
from typing import Any

import orjson

from translator.request.schemas.flat import names, resolve
from translator.request.schemas.keywords import Schema

NOTE = "schema-simplified"
WORDS = "Must also match this JSON Schema: "
TYPES = ("string", "number", "integer", "boolean", "object", "array")
SAID = frozenset(("type", "description", "properties", "required", "items", "enum", "const", "anyOf", "oneOf", "$ref"))
# What says nothing that a model needs, or was put in place.
SILENT = frozenset(("title", "$comment", "$schema", "$id", "$defs", "definitions", "nullable", "deprecated", "readOnly", "writeOnly"))
DEEPEST = 12
# References put in place multiply; what lies beyond is any value.
MOST = 3000


def simplify(body: dict[str, Any]) -> bool:
    """Write a body's schemas plainly, of either wire, in place of lists and objects that other requests may share.

    Tells whether that changed any; strict goes with what it would have guaranteed.
    """
    changed = False
    tools = body.get("tools")
    if isinstance(tools, list):
        made = [_tool(tool) for tool in tools]
        if made != tools:
            body["tools"], changed = made, True
    for name, inner in (("response_format", "json_schema"), ("text", "format")):
        holder = body.get(name)
        form = holder.get(inner) if isinstance(holder, dict) else None
        if isinstance(holder, dict) and isinstance(form, dict) and isinstance(form.get("schema"), dict):
            plainer = _held(form, "schema")
            if plainer != form:
                body[name], changed = {**holder, inner: plainer}, True
    return changed


def _tool(tool: dict[str, Any]) -> dict[str, Any]:
    function = tool.get("function")
    if isinstance(function, dict):
        return {**tool, "function": _held(function, "parameters")}
    return _held(tool, "parameters") if tool.get("type") == "function" else tool


def _held(holder: dict[str, Any], name: str) -> dict[str, Any]:
    schema = holder.get(name)
    if not isinstance(schema, dict):
        return holder
    return {**holder, name: plain(orjson.dumps(schema)), **({"strict": False} if holder.get("strict") else {})}


@lru_cache(maxsize=256)
def plain(coded: bytes) -> Schema:
    """Return the plainest form of a schema that is given as JSON; the result is shared, never change it."""
    root = orjson.loads(coded)
    return {"properties": {}, **_Plain(root).node(root, 0, ())}


class _Plain:
    """One schema on its way."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._left = MOST

    def node(self, schema: Any, depth: int, within: tuple[str, ...]) -> Schema:  # noqa: ANN401 (a JSON value)
        """Return one schema's form; within: the references that were put in place around it."""
        self._left -= 1
        if not isinstance(schema, dict) or depth > DEEPEST or self._left < 0:
            return {}
        reference = schema.get("$ref")
        if isinstance(reference, str):
            if reference in within:
                return {"type": "object", "description": "The same as the object around it."}
            within = (*within, reference)
        return self._form(resolve(schema, self._root), depth + 1, within)

    def _form(self, node: Schema, depth: int, within: tuple[str, ...]) -> Schema:
        new: Schema = {}
        rest = {key: value for key, value in node.items() if key not in SAID and key not in SILENT and _tells(key, value)}
        kinds = node.get("type")
        several = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind in TYPES]
        if several:
            new["type"] = several[0]
        if len(several) > 1 or (isinstance(kinds, list) and "null" in kinds):
            rest["type"] = kinds
        values = node["enum"] if isinstance(node.get("enum"), list) else [node["const"]] if "const" in node else []
        if values and all(isinstance(value, str) for value in values):
            new |= {"type": "string", "enum": values}
        elif values:
            rest["enum"] = values
        if isinstance(node.get("properties"), dict):
            new["properties"] = {name: self.node(inner, depth, within) for name, inner in node["properties"].items()}
            if needed := [name for name in names(node) if name in new["properties"]]:
                new["required"] = needed
        if new.get("type") == "array":
            new["items"] = self.node(node.get("items"), depth, within)
        given = [way for key in ("anyOf", "oneOf") if isinstance(node.get(key), list) for way in node[key] if way != {"type": "null"}]
        ways = [self.node(way, depth, within) for way in given]
        if len(ways) == 1:
            new = {**ways[0], **new}
        elif ways:
            new["anyOf"] = ways
        said = node.get("description") or new.get("description") or ""
        if rest:
            said = f"{said}\n{WORDS}{orjson.dumps(rest).decode()}".lstrip()
        if said:
            new["description"] = said
        return new


def _tells(key: str, value: Any) -> bool:  # noqa: ANN401 (a JSON value)
    """Tell whether a keyword says anything; whether other properties may stand is left to the client's own check."""
    return key != "additionalProperties" or (isinstance(value, dict) and bool(value))
