"""Read an upstream's error by the table: what happened, in plain words."""

import re
from functools import cache
from typing import Any

import orjson

from gateway.credentials import redact_text
from gateway.errors.error_table import OTHER_FAILURE, OTHER_REFUSAL, OWN, RULES, WAYS, Rule
from gateway.errors.overflow import overflow

MESSAGE_LIMIT = 2000
# Where an error has its words.
WORDS = ("message", "detail", "error", "msg")
OVERFLOW = "context overflow"
# Also where the upstream shortened it, as OpenAI does: sk-ab***cd.
SECRET = re.compile(r"\b(sk|xai|gsk)[-_][-_A-Za-z0-9*]{6,}|\bAIza[-_A-Za-z0-9*]{6,}|Bearer\s+\S+")
EVENT = re.compile(r"^(?:event:.*\n)?data: ?(\{.*\})")
PAGE = re.compile(r"<(?!\?xml)\w*|<!doctype", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PLACE = re.compile(r"\\\{\w+\\\}")


def recognise(status: int, text: str) -> Rule:
    """Return the row for an upstream's status and what it said (code, type and message together)."""
    said = text.lower()
    for rule in RULES:
        if (not rule.statuses or status in rule.statuses) and rule.pattern.search(said):
            return rule
    return OTHER_REFUSAL if 400 <= status < 500 else OTHER_FAILURE


def row_of(status: int, message: str) -> Rule:
    """Return the row for an error that a client of the gateway got: by our own words where it has them, else by the upstream's."""
    said = message.lower()
    own = next((rule for rule in OWN if rule.pattern.search(said)), None)
    told = next((rule for rule in (*WAYS.values(), *RULES) if _words(rule).match(message)), None)
    return own or told or recognise(status, message)


@cache
def _words(rule: Rule) -> re.Pattern[str]:
    return re.compile(PLACE.sub(".{1,300}?", re.escape(rule.means)) + "[:.]")


def sentence(rule: Rule, status: int, said: dict[str, Any], context: int | None, estimate: int, key: str) -> str:
    """Return what the client gets to read: the row's words and the upstream's own, or the overflow's wording.

    said: code, type and message as error_of returns them. context: the target's window in tokens, where known; estimate: the
    request's size in tokens, for an overflow that names neither. key: the variable that holds the target's key.
    """
    if rule.name == OVERFLOW:
        return overflow(all_of(said), context, estimate)
    return f"{rule.said(key=key)} Upstream ({status}): {plain(said.get('message') or 'no message')}"


def all_of(said: dict[str, Any]) -> str:
    """Return code, type and message in one text, as recognise reads them."""
    return " ".join(str(said.get(name) or "") for name in ("code", "type", "message"))


def error_of(body: bytes) -> dict[str, Any]:
    """Return code, type and message of an upstream's error body, whatever its shape: OpenAI's, a list, a bare text, HTML, nothing."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        text = body[:MESSAGE_LIMIT].decode("utf-8", "replace").strip()
        if (line := EVENT.search(text)) is not None:
            # Some servers tell a client that wants a stream of errors too by an event.
            return error_of(line[1].encode())
        title = re.search(r"<title>([^<]*)</title>", text, re.IGNORECASE)
        return {"message": f"an HTML page{f' ({title.group(1).strip()})' if title else ''}" if PAGE.match(text) else text}
    return said_by(value)


def said_by(value: object) -> dict[str, Any]:
    """Return code, type and message of an error that has been read already: an object, with a frame or without, a list, a bare text."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        return {"message": "" if value is None else str(value)}
    error = value.get("error") or value
    if not isinstance(error, dict):
        return {"message": error, "code": value.get("code")}
    # OpenRouter hands on what the provider behind it said.
    metadata = error.get("metadata")
    behind = metadata.get("raw") if isinstance(metadata, dict) else None
    message = next((error[name] for name in WORDS if error.get(name)), None)
    if message is None and behind is None and error:
        message = error
    if (size := error.get("n_prompt_tokens")) and (window := error.get("n_ctx")):
        # llama.cpp.
        behind = f"{size} tokens > {window} maximum"
    return {
        "message": f"{message} ({behind if isinstance(behind, str) else plain(behind)})" if behind else message,
        **{key: error.get(key) for key in ("code", "type")},
    }


def plain(message: object) -> str:
    """Return an upstream's message fit to show: bounded, on one line, without what looks like a key and what steers a terminal."""
    text = message if isinstance(message, str) else orjson.dumps(message, default=str).decode()
    line = CONTROL.sub("", " ".join(text[: 4 * MESSAGE_LIMIT].split()))
    return redact_text(SECRET.sub("[key]", line))[:MESSAGE_LIMIT]
