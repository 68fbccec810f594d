"""Errors that an upstream sends inside a stream or an answer of status 200: read by the one table of gateway/errors/error_table.py."""

from dataclasses import dataclass
from typing import Any

from gateway.errors.error_table import DEFAULT_KEY
from gateway.errors.explanation import OVERFLOW, WORDS, all_of, plain, recognise, said_by
from gateway.errors.overflow import overflow

# Words in an error's code or type → the status that it would have had. The first that fits.
STATUSES: tuple[tuple[str, int], ...] = (
    ("rate_limit", 429),
    ("too_many_requests", 429),
    ("overloaded", 529),
    ("slow_down", 529),
    ("insufficient_system_resource", 529),
    ("unavailable", 503),
    ("timeout", 504),
    ("authentication", 401),
    ("unauthorized", 401),
    ("invalid_api_key", 401),
    ("permission", 403),
    ("forbidden", 403),
    ("not_found", 404),
    ("context_length", 400),
    ("invalid", 400),
    ("bad_request", 400),
    ("badrequest", 400),
    ("content_filter", 400),
    ("policy", 400),
    ("image", 400),
    ("mismatch", 400),
)
# The same in the message, where code and type say no more than that it failed.
MESSAGES: tuple[tuple[str, int], ...] = (
    ("overloaded", 529),
    ("at capacity", 529),
    ("rate limit", 429),
    ("too many requests", 429),
    ("login fail", 401),
    ("invalid_api_key", 401),
    ("invalid params", 400),
)


@dataclass(frozen=True)
class Told:
    """What the client is told: status and kind of the Messages API, and the message; final: asking again is of no use."""

    status: int
    kind: str
    message: str
    final: bool


def is_error(said: dict[str, Any]) -> bool:
    """Tell whether a JSON object without choices is an error without the API's own frame: {"object": "error", …}, {"detail": …}.

    MiniMax has base_resp in every answer, and in it a code that is 0 where all went well.
    """
    if said.get("object") == "error" or said.get("type") == "error":
        return True
    if isinstance(base := said.get("base_resp"), dict):
        return bool(base.get("status_code"))
    return any(said.get(name) for name in WORDS) and not said.get("id")


def has_error(said: dict[str, Any]) -> bool:
    """Tell whether there is an error in it: null, or empty, is none."""
    error = said.get("error")
    return bool(error) and isinstance(error, dict | str)


def read(error: object, estimate: int, context: int | None = None, key: str = DEFAULT_KEY) -> Told:
    """Return what to tell the client of an upstream's error: an object with code, type, message, status; a bare text; nothing.

    estimate: the request's size in tokens, context: the target's window, where known: for an overflow that does not say them. key: the
    variable that holds the target's key.
    """
    fields: dict[str, Any] = error if isinstance(error, dict) else {"message": error or "no message"}
    if isinstance(base := fields.get("base_resp"), dict):
        fields = {"code": base.get("status_code"), "message": base.get("status_msg")}
    said = said_by(fields)
    words = all_of(said)
    rule = recognise(http_status({**fields, "message": said["message"]}), words)
    if rule.name == OVERFLOW:
        return Told(rule.status, rule.kind, overflow(words, context, estimate), final=False)
    final = not rule.retry and rule.status == 429
    return Told(rule.status, rule.kind, f"{rule.said(key=key)} Upstream: {plain(said['message'] or 'no message')}", final)


def http_status(fields: dict[str, Any]) -> int:
    """Return the status that an error would have had, had it come with one of its own."""
    for name in ("status", "status_code", "code"):
        value = fields.get(name)
        if isinstance(value, str) and value.isdecimal():
            value = int(value)
        if isinstance(value, int) and 400 <= value < 600:
            return value
    words = f"{fields.get('code') or ''} {fields.get('type') or ''}".lower()
    said = str(fields.get("message") or "").lower()
    return next(
        (status for word, status in STATUSES if word in words),
        next((status for word, status in MESSAGES if word in said), 500),
    )
