"""A line of a log → a row of the index."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from interceptor.attributes import plain

LONGEST_TEXT = 300
# The year 2100.
LATEST = 4_102_444_800
TEXTS = "request_id session agent client model target provider path wire error stop_reason".split()

TOLD = frozenset("tool_name toolName success duration_ms durationMs service.version version request_id requestId dropped".split())


@dataclass(frozen=True, slots=True)
class Request:
    """One record as the index holds it: times in seconds since 1970, durations in ms, cost in USD."""

    time: float
    texts: dict[str, str | None]
    stream: bool
    status: int
    counts: dict[str, float]
    first_ms: float | None
    total_ms: float | None
    gateway_ms: float | None
    retries: int
    messages: int
    broke: str | None
    kept: float | None
    tools: list[str]
    notes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of telemetry as the index holds it."""

    time: float
    session: str | None
    kind: str | None
    name: str | None
    tool: str | None
    success: bool | None
    duration_ms: float | None
    client: str | None
    request_id: str | None
    dropped: int = 0


def request(line: bytes) -> Request | None:
    """Read a line of requests.log; None where it is none."""
    read = _read(line)
    time = None if read is None else seconds(read.get("time"))
    if read is None or time is None:
        return None
    status = _whole(read.get("status"))
    tools, notes, cache = read.get("tools"), read.get("notes"), read.get("cache")
    names = [tool[:LONGEST_TEXT] for tool in tools if isinstance(tool, str)] if isinstance(tools, list) else []
    counts = {
        "requests": 1,
        "errors": int(status >= 400 or read.get("error") is not None),
        "input": _whole(read.get("input_tokens")),
        "cached": _whole(read.get("cached_tokens")),
        "written": _whole(read.get("written_tokens")),
        "output": _whole(read.get("output_tokens")),
        "reasoning": _whole(read.get("reasoning_tokens")),
        "searches": _whole(read.get("searches")),
        "cost": _number(read.get("cost_usd")) or 0.0,
        "claude_cost": _number(read.get("claude_cost_usd")) or 0.0,
        "tools": len(names),
        "tool_errors": _whole(read.get("tool_errors")),
    }
    return Request(
        time=time,
        texts={name: _text(read.get(name)) for name in TEXTS},
        stream=read.get("stream") is True,
        status=status,
        counts=counts,
        first_ms=_number(read.get("first_token_ms")),
        total_ms=_number(read.get("total_ms")),
        gateway_ms=_number(read.get("gateway_ms")),
        retries=_whole(read.get("retries")),
        messages=_whole(read.get("messages")),
        broke=_text(cache.get("broke")) if isinstance(cache, dict) else None,
        kept=_number(cache.get("kept")) if isinstance(cache, dict) else None,
        tools=names,
        notes={str(kind)[:LONGEST_TEXT]: _whole(count) for kind, count in notes.items()} if isinstance(notes, dict) else {},
    )


def event(line: bytes) -> Event | None:
    """Read a line of interceptor.log; None where it is none."""
    read = _read(line)
    time = None if read is None else seconds(read.get("time"))
    if read is None or time is None:
        return None
    about = _about(read.get("event"))
    success = about.get("success")
    return Event(
        time=time,
        session=_text(read.get("session")),
        kind=_text(read.get("kind")),
        name=_text(read.get("name")),
        tool=_text(about.get("tool_name")) or _text(about.get("toolName")),
        success=success if isinstance(success, bool) else {"true": True, "false": False}.get(str(success)),
        duration_ms=_number(about.get("duration_ms")) or _number(about.get("durationMs")),
        client=_text(about.get("service.version")) or _text(about.get("version")),
        request_id=_text(about.get("request_id")) or _text(about.get("requestId")),
        dropped=_whole(about.get("dropped")) if read.get("kind") == "gap" else 0,
    )


def _about(event: object) -> dict[str, object]:
    """Return what an event says of itself, of the names in TOLD alone, wherever its kind keeps that."""
    given = event if isinstance(event, dict) else {}
    record, data = given.get("record"), given.get("event_data")
    fields = data if isinstance(data, dict) else given
    tables = (given.get("resource"), fields.get("env"), fields.get("additional_metadata"), fields)
    told = {name: table[name] for table in tables if isinstance(table, dict) for name in TOLD & table.keys()}
    attributes = record.get("attributes") if isinstance(record, dict) else None
    for pair in attributes if isinstance(attributes, list) else ():
        if isinstance(pair, dict) and isinstance(name := pair.get("key"), str) and name in TOLD:
            told[name] = plain(pair.get("value"))
    return told


def seconds(value: object) -> float | None:
    """Return an ISO time as seconds since 1970; None where it is none, or of no time in which a log could have been written."""
    try:
        found = datetime.fromisoformat(value).timestamp() if isinstance(value, str) else 0.0
    except (ValueError, OverflowError):
        return None
    return found if 0 < found < LATEST else None


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        read = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return read if isinstance(read, dict) else None


def _text(value: object) -> str | None:
    return value[:LONGEST_TEXT] if isinstance(value, str) and value else None


def _number(value: object) -> float | None:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e15 < value < 1e15:
        return None
    return value


def _whole(value: object) -> int:
    return int(_number(value) or 0)
