"""One record of requests.log as the line of the process log. Pure: no clock, no file."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import orjson

from gateway.credentials import redact_text

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
Format = Literal["text", "json"]
LEVELS: tuple[Level, ...] = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
PREFIX = f"{'requests':<11} | "
LONGEST_NAME = 100
MESSAGES = "/v1/messages"
# Control characters, and those that turn the direction of writing or hide: a client may name a model as it likes.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
COLOURS: dict[str, int] = {"INFO": 32, "WARNING": 33, "ERROR": 31}
DIM, BOLD = 2, 1
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
    return LEVELS.index(level_of(record)) >= LEVELS.index(level)


def json_line(record: Mapping[str, Any]) -> str:
    """Return the line for machines: the record, with what the text has besides."""
    # Prompts and answers, where LOG_CONTENT keeps them, stay in requests.log.
    own = {name: redact_text(value) if isinstance(value, str) else value for name, value in record.items() if name != "content"}
    told = {"level": level_of(record), "event": "request", "method": "POST", "endpoint": MESSAGES, **own}
    return orjson.dumps(told, default=str).decode()


def text_line(record: Mapping[str, Any], level: Level = "INFO", colours: bool = False) -> str:
    """Return the line for people; level DEBUG tells more."""

    def paint(text: str, colour: int) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if colours else text

    status = " ".join(filter(None, (str(record.get("status", 0)), clean(record.get("error")))))
    names = [f"{paint(clean(record.get('model')) or '?', BOLD)} → {paint(clean(record.get('target')) or '?', BOLD)}"]
    parts = [*names, _size(record), _tokens(record), _times(record), clean(record.get("path"))]
    notes = record.get("notes")
    if isinstance(notes, dict) and notes:
        parts.append("notes: " + ", ".join(clean(kind) if count == 1 else f"{clean(kind)}={count}" for kind, count in notes.items()))
    if level == "DEBUG":
        parts += [f"{name} {clean(record[name])}" for name in MORE if record.get(name)]
    parts.append(paint(clean(record.get("request_id")), DIM))
    told = " | ".join(part for part in parts if part)
    return f"{PREFIX}{_moment(record)} POST {clean(record.get('endpoint')) or MESSAGES} {paint(status, COLOURS[level_of(record)])} {told}"


def clean(value: object) -> str:
    """Return a name fit for a terminal: bounded, with what could steer the terminal shown as its number."""
    text = "" if value is None else redact_text(str(value)[:LONGEST_NAME])
    return UNSAFE.sub(lambda match: f"\\x{ord(match.group()):02x}", text)


def _moment(record: Mapping[str, Any]) -> str:
    try:
        return datetime.fromisoformat(str(record.get("time"))).astimezone().isoformat(timespec="seconds")
    except ValueError:
        return clean(record.get("time"))


def _size(record: Mapping[str, Any]) -> str:
    counts = ((record.get("messages"), "message"), (record.get("tools_offered"), "tool"))
    return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count)


def _tokens(record: Mapping[str, Any]) -> str:
    fresh, cached, out = (record.get(name) or 0 for name in ("input_tokens", "cached_tokens", "output_tokens"))
    if not fresh and not cached and not out:
        return ""
    return f"{fresh + cached:,}{f' ({cached:,} cached)' if cached else ''} → {out:,} tokens"


def _times(record: Mapping[str, Any]) -> str:
    first, total = record.get("first_token_ms"), record.get("total_ms")
    told = [] if first is None or not record.get("stream") else [f"first {_seconds(first)}"]
    return ", ".join([*told, *([f"total {_seconds(total)}"] if total is not None else [])])


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.2f} s"
