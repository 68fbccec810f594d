"""The request that every system gets: the size and shape of Claude Code's, the same bytes in every run."""

import json
from functools import lru_cache
from typing import Any

TOOLS = 18
MESSAGES = 20
EPHEMERAL = {"type": "ephemeral"}
# Stands at the beginning of the conversation: with another one in its place it is another conversation.
NUMBER = "100000000000"
# Claude Code asks with these; what a gateway does with them is part of the work.
HEADERS = {
    "content-type": "application/json",
    "anthropic-version": "2023-06-01",
    "anthropic-beta": "claude-code-20250219,interleaved-thinking-2025-05-14",
    "user-agent": "claude-cli/2.1.328 (external, cli)",
    "x-claude-code-session-id": "5f0c8a4e-1b7d-4c55-9a52-0d6f3b1c7e21",
}
_WORDS = (
    "the file reads when path this before a change of lines use it only where every result stands in order and keep what was written "
    "there for later command runs again with its output shown to user task finds pattern across folders returns matches never assume "
    "that any test passes until you have seen so check each name twice then report clearly which part failed"
).split()
_FIELDS = ("file_path", "pattern", "offset", "limit", "command", "description", "content", "replace_all")


def prose(seed: int, size: int) -> str:
    """Return sentences of at least this many characters, the same for the same seed."""
    words: list[str] = []
    length, number = 0, seed
    while length < size:
        # A linear congruential generator: random enough to read like text, and the same on every Python.
        number = (number * 1103515245 + 12345) % 2**31
        word = _WORDS[(number >> 8) % len(_WORDS)]
        words.append(word.capitalize() + "." if number % 11 == 0 else word)
        length += len(word) + 1
    return " ".join(words)


def _tool(number: int) -> dict[str, Any]:
    properties: dict[str, Any] = {
        name: {"type": "string", "description": prose(number * 31 + place, 90)} for place, name in enumerate(_FIELDS[: 3 + number % 5])
    }
    properties["mode"] = {"type": "string", "enum": ["content", "files", "count"], "description": prose(number + 7, 60)}
    properties["edits"] = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"old": {"type": "string"}, "new": {"type": "string"}, "times": {"type": "integer", "minimum": 1}},
            "required": ["old", "new"],
            "additionalProperties": False,
        },
    }
    return {
        "name": f"Tool{number:02d}",
        "description": prose(number * 97 + 5, 1500),
        "input_schema": {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "type": "object",
            "properties": properties,
            "required": list(_FIELDS[:2]),
            "additionalProperties": False,
        },
    }


def _turns() -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = [
        {"role": "user", "content": [_text(f"<system-reminder>\n{NUMBER} {prose(3, 600)}\n</system-reminder>\n"), _text(prose(1, 300))]}
    ]
    for number in range(MESSAGES // 2 - 1):
        call = f"toolu_{number:024d}"
        tried = {"file_path": f"/src/part_{number}.py", "pattern": "def "}
        use = {"type": "tool_use", "id": call, "name": f"Tool{number:02d}", "input": tried}
        result = {"type": "tool_result", "tool_use_id": call, "content": prose(number * 13, 2600)}
        turns.append({"role": "assistant", "content": [_text(prose(number * 19, 240)), use]})
        turns.append({"role": "user", "content": [result]})
    # The client's last word is marked for the prompt cache.
    return [*turns, {"role": "user", "content": [_text(prose(43, 200)) | {"cache_control": EPHEMERAL}]}]


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def request(model: str, stream: bool) -> dict[str, Any]:
    """Return the request for this model name as plain data."""
    return {
        "model": model,
        "max_tokens": 32000,
        "stream": stream,
        "system": [
            {"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1.328.bench; cc_entrypoint=cli;"},
            {"type": "text", "text": "You are Claude Code, Anthropic's official CLI for Claude.", "cache_control": EPHEMERAL},
            {"type": "text", "text": prose(2, 8000), "cache_control": EPHEMERAL},
        ],
        "tools": [_tool(number) for number in range(TOOLS)],
        "messages": _turns(),
        "thinking": {"type": "enabled", "budget_tokens": 31999},
        "metadata": {"user_id": "user_bench_account__session_5f0c8a4e-1b7d-4c55-9a52-0d6f3b1c7e21"},
    }


@lru_cache(maxsize=32)
def body(model: str, stream: bool) -> bytes:
    """Return the request for this model name as it goes over the wire."""
    return json.dumps(request(model, stream), separators=(",", ":")).encode()
