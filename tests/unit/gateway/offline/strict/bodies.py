"""Requests that the strict backend takes, and what it says of those that it does not."""

from __future__ import annotations

import base64
import contextlib
import json
from typing import Any

import pytest

from gateway.offline.errors import ApiError
from gateway.offline.strict.asked import Asked, Rule
from gateway.offline.strict.check import refuse
from gateway.offline.thinking import effort
from gateway.offline.upstream_models import assumed

Json = dict[str, Any]
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
IMAGE = f"data:image/png;base64,{PNG}"
PDF = "data:application/pdf;base64," + base64.b64encode(b"%PDF-1.4\n%%EOF\n").decode()
NO_PDF = "data:application/pdf;base64," + base64.b64encode(b"hello").decode()
SCHEMA: Json = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"], "additionalProperties": False}
LONG = "x" * 65


def function(name: str = "read", **fields: object) -> Json:
    """A function for the Responses API."""
    return {"type": "function", "name": name, "parameters": SCHEMA, **fields}


def nested(name: str = "read", **fields: object) -> Json:
    """A function for chat completions."""
    return {"type": "function", "function": {"name": name, "parameters": SCHEMA, **fields}}


def say(content: object, role: str = "user") -> Json:
    """A message, of either wire."""
    return {"role": role, "content": content}


def call(call_id: str = "call_1", **fields: object) -> Json:
    """A function_call item."""
    return {"type": "function_call", "call_id": call_id, "name": "read", "arguments": "{}", **fields}


def output(call_id: str = "call_1", **fields: object) -> Json:
    """A function_call_output item."""
    return {"type": "function_call_output", "call_id": call_id, "output": "done", **fields}


def chat_call(call_id: str = "call_1", **fields: object) -> Json:
    """An assistant message with one call."""
    made = {"id": call_id, "type": "function", "function": {"name": "read", "arguments": "{}"}}
    return {"role": "assistant", "content": None, "tool_calls": [made], **fields}


def chat_result(call_id: str = "call_1") -> Json:
    """A tool message."""
    return {"role": "tool", "tool_call_id": call_id, "content": "done"}


def taken(body: Json, wire: str) -> int:
    """The input tokens of a request that must not be refused."""
    return refuse(body, json.dumps(body).encode(), wire).input


def refusal(body: Json, wire: str) -> tuple[int, Json]:
    """Status and error object of a request that must be refused."""
    with pytest.raises(ApiError) as raised:
        taken(body, wire)
    return raised.value.status, raised.value.body["error"]


def unused(rules: tuple[tuple[str, Rule], ...], bodies: list[Json]) -> set[str]:
    """The names of the rules that refuse none of these requests."""
    left = {name for name, _ in rules}
    for body in bodies:
        name = str(body["model"])
        asked = Asked(body, json.dumps(body).encode(), name, assumed(name), effort(body, name))
        with contextlib.suppress(
            KeyError, TypeError, AttributeError, ValueError
        ):  # A rule may count on the types that are checked before it.
            for rule_name, rule in rules:
                try:
                    rule(asked)
                except ApiError:
                    left.discard(rule_name)
                    break
    return left
