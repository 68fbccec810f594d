"""One record of requests.log as the line of the process log. Pure: no clock, no file."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

import orjson

from gateway.credentials import redact_text

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
Format = Literal["text", "json"]
LEVELS: tuple[Level, ...] = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
GRAVITY = {level: number for number, level in enumerate(LEVELS)}
PREFIX = f"{'requests':<11} | "
LONGEST_NAME = 100
MESSAGES = "/v1/messages"
# Control characters, and those that turn the direction of writing or hide: a client may name a model as it likes.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
COLOURS: dict[str, int] = {"INFO": 32, "WARNING": 33, "ERROR": 31}
DIM, BOLD = 2, 1
# A few names come again and again under load; an id that comes once pushes out none of them.
NAMES_KNOWN = 1024
# What DEBUG adds, in this order.
MORE = ("session", "agent", "client", "provider", "wire", "stop_reason", "retries", "upstream_request_id")


def level_of(record: Mapping[str, Any]) -> Level:
    """Return how grave a request's end is: ERROR for 5xx, WARNING for other refusals, INFO for answers and clients that left."""
    status = record.get("status") or 0
    if status >= 500 or status == 0:
        return "ERROR"
    return "WARNING" if status >= 400 and status != 499 else "INFO"


def shown(record: Mapping[str, Any], level: Level) -> bool:
    """Tell whether LOG_LEVEL lets this record's line appear."""
    return GRAVITY[level_of(record)] >= GRAVITY[level]


def json_line(record: Mapping[str, Any]) -> str:
    """Return the line for machines: the record, with what the text has besides."""
    told: dict[str, Any] = {"level": level_of(record), "event": "request", "method": "POST", "endpoint": MESSAGES, **record}
    # Prompts and answers, where LOG_CONTENT keeps them, stay in requests.log.
    told.pop("content", None)
    for name, value in record.items():
        if isinstance(value, str) and name != "content":
            told[name] = _redacted(value) if len(value) <= LONGEST_NAME else redact_text(value)
    return orjson.dumps(told, default=str).decode()


def text_line(record: Mapping[str, Any], level: Level = "INFO", colours: bool = False) -> str:
    """Return the line for people; level DEBUG tells more."""
    get = record.get
    colour = COLOURS[level_of(record)]
    status, error = str(get("status", 0)), clean(get("error"))
    if error:
        status = f"{status} {error}"
    model, target, request_id = clean(get("model")) or "?", clean(get("target")) or "?", clean(get("request_id"))
    if colours:
        status, request_id = _paint(status, colour), _paint(request_id, DIM)
        model, target = _paint(model, BOLD), _paint(target, BOLD)
    parts = [f"{model} → {target}", _size(record), _tokens(record), _times(record), clean(get("path"))]
    notes = get("notes")
    if isinstance(notes, dict) and notes:
        parts.append("notes: " + ", ".join(clean(kind) if count == 1 else f"{clean(kind)}={count}" for kind, count in notes.items()))
    if level == "DEBUG":
        parts += [f"{name} {clean(record[name])}" for name in MORE if get(name)]
    parts.append(request_id)
    told = " | ".join([part for part in parts if part])
    return f"{PREFIX}{_moment(record)} POST {clean(get('endpoint')) or MESSAGES} {status} {told}"


def clean(value: object) -> str:
    """Return a name fit for a terminal: bounded, with what could steer the terminal shown as its number."""
    return "" if value is None else _clean(str(value)[:LONGEST_NAME])


_redacted = lru_cache(NAMES_KNOWN)(redact_text)


@lru_cache(NAMES_KNOWN)
def _clean(name: str) -> str:
    text = redact_text(name)
    # Nothing that is unsafe is printable.
    return text if text.isprintable() else UNSAFE.sub(lambda match: f"\\x{ord(match.group()):02x}", text)


def _paint(text: str, colour: int) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m"


def _moment(record: Mapping[str, Any]) -> str:
    try:
        return _local(datetime.fromisoformat(str(record.get("time"))).replace(microsecond=0))
    except (ValueError, OverflowError):
        return clean(record.get("time"))


@lru_cache(16)
def _local(second: datetime) -> str:
    return second.astimezone().isoformat(timespec="seconds")


def _size(record: Mapping[str, Any]) -> str:
    messages, tools = record.get("messages"), record.get("tools_offered")
    told = f"{messages} message{'' if messages == 1 else 's'}" if messages else ""
    if not tools:
        return told
    offered = f"{tools} tool{'' if tools == 1 else 's'}"
    return f"{told}, {offered}" if told else offered


def _tokens(record: Mapping[str, Any]) -> str:
    get = record.get
    fresh, cached, out = get("input_tokens") or 0, get("cached_tokens") or 0, get("output_tokens") or 0
    if not fresh and not cached and not out:
        return ""
    return f"{fresh + cached:,}{f' ({cached:,} cached)' if cached else ''} → {out:,} tokens"


def _times(record: Mapping[str, Any]) -> str:
    first, total = record.get("first_token_ms"), record.get("total_ms")
    told = "" if total is None else f"total {_seconds(total)}"
    if first is None or not record.get("stream"):
        return told
    return f"first {_seconds(first)}, {told}" if told else f"first {_seconds(first)}"


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.2f} s"
