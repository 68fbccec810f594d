"""A line of a log → a row of the index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from interceptor.attributes import plain

LONGEST_TEXT = 300
# The year 2100.
LATEST = 4_102_444_800
GREATEST = 10**15
TEXTS = "request_id session agent client model target provider path wire error stop_reason".split()
WHOLES = "status input_tokens cached_tokens written_tokens output_tokens reasoning_tokens retries messages tool_errors searches".split()
NUMBERS = "cost_usd claude_cost_usd first_token_ms total_ms gateway_ms".split()
NO_NOTES: Mapping[str, int] = MappingProxyType({})
TOLD = frozenset("tool_name toolName success duration_ms durationMs service.version version request_id requestId dropped".split())


class Request(NamedTuple):
    """One record as the index holds it: times in seconds since 1970, durations in ms, cost in USD.

    From time to kept: the columns of a row, in their order; a text is "" where there is none. failed: whether it counts as an error.
    """

    time: float
    request_id: str
    session: str
    agent: str
    client: str
    model: str
    target: str
    provider: str
    path: str
    wire: str
    stream: int
    status: int
    error: str
    stop_reason: str
    input: int
    cached: int
    written: int
    output: int
    reasoning: int
    cost: float
    claude_cost: float
    first_ms: float | None
    total_ms: float | None
    gateway_ms: float | None
    retries: int
    messages: int
    tool_errors: int
    broke: str
    kept: float | None
    tools: Sequence[str]
    notes: Mapping[str, int]
    searches: int
    failed: bool

    def columns(self) -> tuple[object, ...]:
        """Return the values of its row, with "" for what is none: None takes sqlite3 longer than any other value."""
        return (
            *self[:-5],
            "" if self.kept is None else self.kept,
            orjson.dumps(self.tools).decode() if self.tools else "",
            orjson.dumps(self.notes).decode() if self.notes else "",
        )


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
    get = read.get
    # What nearly every value is, is asked here: under load a call for each would cost more than all the rest.
    texts = [value[:LONGEST_TEXT] if type(value) is str else "" for value in map(get, TEXTS)]
    wholes = [value if type(value) is int and -GREATEST < value < GREATEST else _whole(value) for value in map(get, WHOLES)]
    numbers = [value if type(value) is float and -GREATEST < value < GREATEST else _number(value) for value in map(get, NUMBERS)]
    request_id, session, agent, client, model, target, provider, path, wire, error, stop_reason = texts
    status, read_anew, cached, written, output, reasoning, retries, messages, tool_errors, searches = wholes
    cost, claude_cost, first_ms, total_ms, gateway_ms = numbers
    tools, notes, cache = get("tools"), get("notes"), get("cache")
    return Request(
        *(time, request_id, session, agent, client, model, target, provider, path, wire),
        1 if get("stream") is True else 0,
        status,
        error,
        stop_reason,
        *(read_anew, cached, written, output, reasoning),
        cost or 0.0,
        claude_cost or 0.0,
        first_ms,
        total_ms,
        gateway_ms,
        *(retries, messages, tool_errors),
        (_text(cache.get("broke")) or "") if isinstance(cache, dict) else "",
        _number(cache.get("kept")) if isinstance(cache, dict) else None,
        [tool[:LONGEST_TEXT] for tool in tools if isinstance(tool, str)] if isinstance(tools, list) else (),
        {str(kind)[:LONGEST_TEXT]: _whole(count) for kind, count in notes.items()} if isinstance(notes, dict) else NO_NOTES,
        searches,
        status >= 400 or get("error") is not None,
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
    # The type itself is asked for: a bool is an int too.
    if type(value) is float or type(value) is int:
        return value if -GREATEST < value < GREATEST else None
    if type(value) is str:
        try:
            return _number(float(value))
        except ValueError:
            return None
    return None


def _whole(value: object) -> int:
    if type(value) is int and -GREATEST < value < GREATEST:
        return value
    return int(_number(value) or 0)
