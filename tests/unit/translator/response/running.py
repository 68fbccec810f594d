"""Upstream answers fed to the response side, and what the client makes of its bytes."""

import json
from collections.abc import Iterable
from typing import Any

from translator.response import from_chat, from_responses
from translator.response.stream import Stream, whole
from translator.response.writer import Writer

Json = dict[str, Any]
READERS: dict[str, Any] = {"responses": from_responses.Reader, "chat": from_chat.Reader}
OPTIONS: Json = {
    "names": {"short_name": "mcp__a_very_long_name"},
    "model": "claude-opus-4-5-20251101",
    "thinking": True,
    "display": "summarized",
    "stop": [],
    "input_tokens": 1234,
    "target_model": "gpt-5.4",
    "message_id": "msg_test",
}


def sse(events: Iterable[Json], wire: str, newline: str = "\n", done: bool = True) -> bytes:
    """Write events as each wire does."""
    lines: list[str] = []
    for event in events:
        if wire == "responses":
            lines.append(f"event: {event['type']}")
        lines += [f"data: {json.dumps(event, ensure_ascii=False)}", ""]
    if done and wire == "chat":
        lines += ["data: [DONE]", ""]
    return (newline.join(lines) + newline).encode("utf-8", "surrogatepass")


def streamed(wire: str, data: bytes, pieces: Iterable[int] = (), /, **options: object) -> tuple[Writer, bytes]:
    """Feed a stream in pieces of these sizes (the rest in one); return the writer and the client's bytes."""
    writer = Writer(**{**OPTIONS, "streaming": True, **options})
    stream = Stream(READERS[wire](writer))
    out, at = [], 0
    for size in pieces:
        stream.feed(data[at : at + size])
        out.append(writer.take())
        at += size
    stream.feed(data[at:])
    stream.end()
    out.append(writer.take())
    return writer, b"".join(out)


def answered(wire: str, response: Json, **options: object) -> Writer:
    """Give an answer in one piece to a client that does not stream."""
    writer = Writer(**{**OPTIONS, "streaming": False, **options})
    whole(READERS[wire](writer), json.dumps(response).encode())
    return writer


def gathered(wire: str, data: bytes, **options: object) -> Writer:
    """Give a streamed answer to a client that does not stream."""
    return streamed(wire, data, streaming=False, **options)[0]


def events(data: bytes) -> list[Json]:
    """Return the client's events; names and types agree, every event is one line of data."""
    found = []
    assert data.endswith(b"\n\n") or not data
    for block in data.decode().split("\n\n")[:-1]:
        name, line = block.split("\n")
        event = json.loads(line.removeprefix("data: "))
        assert name == f"event: {event['type']}"
        assert len(line.splitlines()) == 1
        found.append(event)
    return found


def checked(found: list[Json]) -> list[Json]:
    """Hold a stream to the rules of the Messages API and return it."""
    assert found
    last = found[-1]["type"]
    assert last in ("message_stop", "error"), found[-1]
    if [event["type"] for event in found] == ["error"]:
        return found
    assert found[0]["type"] == "message_start"
    opened: int | None = None
    count = 0
    for event in found[1:]:
        kind = event["type"]
        if kind == "content_block_start":
            assert opened is None
            assert event["index"] == count
            opened, count = count, count + 1
        elif kind == "content_block_delta":
            assert event["index"] == opened
        elif kind == "content_block_stop":
            assert event["index"] == opened
            opened = None
        elif kind == "message_delta":
            assert opened is None
            assert event["delta"]["stop_reason"]
    if last == "message_stop":
        assert opened is None
        assert found[-2]["type"] == "message_delta"
    assert sum(event["type"] in ("message_stop", "error", "message_start") for event in found) == 2
    return found


def ending(found: list[Json]) -> Json:
    """Return the message_delta, or the error."""
    return next(event for event in reversed(found) if event["type"] in ("message_delta", "error"))
