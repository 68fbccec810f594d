"""Prompt and answer of a request as LOG_CONTENT=1 has them in its record: bounded, without credentials. Pure."""

from collections.abc import Iterator
from typing import Any

import orjson

from gateway.credentials import redact_text

# Of each, in characters.
MOST = 100_000
# Of a stream's bytes, whose events take several times the text that they hold.
MOST_HEARD = 2_000_000


def content(prompt: bytes, answer: bytes) -> dict[str, str]:
    """Return what the record gets; prompt: the request's body; answer: the bytes that the client got, a stream of events or JSON."""
    return {"prompt": _fit(prompt.decode("utf-8", "replace")), "answer": _fit(said(answer))}


def said(answer: bytes) -> str:
    """Return what an answer says, in words: text, thinking and calls of the Messages API; anything else as it is."""
    if answer.lstrip().startswith((b"event:", b"data:", b":")):
        return "".join(part for event in _events(answer) for part in _delta(event))
    try:
        message = orjson.loads(answer)
        return "\n".join(_block(block) for block in message["content"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return answer.decode("utf-8", "replace")


def _fit(text: str) -> str:
    clean = redact_text(text[: 2 * MOST])
    return clean if len(clean) <= MOST else f"{clean[:MOST]}… ({len(text)} characters)"


def _events(answer: bytes) -> Iterator[dict[str, Any]]:
    for line in answer.split(b"\n"):
        if line.startswith(b"data:"):
            try:
                event = orjson.loads(line[5:])
            except orjson.JSONDecodeError:
                continue
            if isinstance(event, dict):
                yield event


def _delta(event: dict[str, Any]) -> Iterator[str]:
    block, delta = event.get("content_block"), event.get("delta")
    if isinstance(block, dict):
        yield "\n" if event.get("index") else ""
        yield f"{block['name']} " if block.get("type") == "tool_use" and isinstance(block.get("name"), str) else ""
    if isinstance(delta, dict):
        yield from (value for name in ("text", "thinking", "partial_json") if isinstance(value := delta.get(name), str))
    choices = event.get("choices")
    if isinstance(choices, list):
        deltas = (choice.get("delta") for choice in choices if isinstance(choice, dict))
        yield from (value["content"] for value in deltas if isinstance(value, dict) and isinstance(value.get("content"), str))
    if event.get("type") == "error":
        yield orjson.dumps(event.get("error")).decode()


def _block(block: dict[str, Any]) -> str:
    match block.get("type"):
        case "text":
            return str(block["text"])
        case "thinking":
            return str(block["thinking"])
        case "tool_use":
            return f"{block['name']} {orjson.dumps(block['input']).decode()}"
    return orjson.dumps(block).decode()
