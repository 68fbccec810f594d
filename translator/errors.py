"""Read an upstream's error by the table, and write what the client gets.

The overflow's wording is the one that Claude Code's compaction looks for (docs/decisions/claude-code.md).
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from gateway.credentials import redact_text
from translator.error_table import OTHER_FAILURE, OTHER_REFUSAL, RULES, Rule
from translator.failure import Failure

MESSAGE_LIMIT = 2000
# Also where the upstream shortened it, as OpenAI does: sk-ab***cd.
SECRET = re.compile(r"\b(sk|xai|gsk)[-_][-_A-Za-z0-9*]{6,}|\bAIza[-_A-Za-z0-9*]{6,}|Bearer\s+\S+")
TOKENS = re.compile(
    r"resulted in (\d+) tokens|(\d+) tokens? ?(?:>|in (?:the|your) (?:messages|prompt|input))|requested:? (?:about )?(\d+)"
    r"|token count \((\d+)\)|contains (\d+) tokens|given: (\d+)"
)
WINDOW = re.compile(
    r"maximum (?:context|prompt) length (?:is|of) (\d+)|> (\d+) maximum|(?:window|limit|size) (?:is|of) (\d+)|limit:? (\d+)"
    r"|allowed \((\d+)\)|<= (\d+)"
)
IN_NUMBERS = re.compile(r"(?<=\d),(?=\d{3})")


def recognise(status: int, text: str) -> Rule:
    """Return the row for an upstream's status and what it said (code, type and message together)."""
    said = text.lower()
    for rule in RULES:
        if (not rule.statuses or status in rule.statuses) and rule.pattern.search(said):
            return rule
    return OTHER_REFUSAL if 400 <= status < 500 else OTHER_FAILURE


def from_upstream(status: int, body: bytes, headers: dict[str, str], context: int | None, estimate: int) -> tuple[Failure, bool]:
    """Return the failure for an upstream's error answer, and whether the same request may be sent again.

    headers: the answer's, with names in small letters. context: the target's window in tokens, where known; estimate: the
    request's size in tokens, for an overflow that names neither.
    """
    error = error_of(body)
    said = " ".join(str(error.get(name) or "") for name in ("code", "type", "message"))
    rule = recognise(status, said)
    if rule.name == "context overflow":
        message = overflow(said, context, estimate)
    else:
        message = f"{rule.remedy} Upstream ({status}): {plain(error.get('message') or 'no message')}"
    failure = Failure(
        rule.status,
        rule.kind,
        message,
        retry_after=headers.get("retry-after"),
        upstream_request_id=upstream_id(headers),
        cause=rule.name,
        # Clients ask again after any 429 and 5xx.
        final=not rule.retry and (rule.status == 429 or rule.status >= 500),
    )
    return failure, rule.retry


def upstream_id(headers: Mapping[str, str]) -> str | None:
    """Return the id that an upstream gave a request; headers: names in any letters where they are aiohttp's, else small."""
    return next((headers[name] for name in ("x-request-id", "request-id", "apim-request-id") if name in headers), None)


def overflow(said: str, context: int | None, estimate: int) -> str:
    """Return the overflow message in the words that clients compact by: prompt is too long: N tokens > M maximum."""
    said = IN_NUMBERS.sub("", said.lower())
    window = _first_number(WINDOW, said) or context or max(1, estimate - 1)
    tokens = _first_number(TOKENS, said) or estimate
    return f"prompt is too long: {max(tokens, window + 1)} tokens > {window} maximum"


def _first_number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(next(group for group in match.groups() if group)) if match else None


def error_of(body: bytes) -> dict[str, Any]:
    """Return code, type and message of an upstream's error body, whatever its shape: OpenAI's, a list, a bare text, HTML, nothing."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        text = body[:MESSAGE_LIMIT].decode("utf-8", "replace").strip()
        title = re.search(r"<title>([^<]*)</title>", text, re.IGNORECASE)
        return {"message": f"an HTML page{f' ({title.group(1).strip()})' if title else ''}" if text.startswith("<") else text}
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        return {"message": str(value)}
    error = value.get("error", value)
    if not isinstance(error, dict):
        return {"message": error, "code": value.get("code")}
    # OpenRouter hands on what the provider behind it said.
    metadata = error.get("metadata")
    behind = metadata.get("raw") if isinstance(metadata, dict) else None
    message = error.get("message") or error.get("detail") or error.get("error")
    if message is None and behind is None and error:
        message = error
    return {
        "message": f"{message} ({behind if isinstance(behind, str) else plain(behind)})" if behind else message,
        **{key: error.get(key) for key in ("code", "type")},
    }


def plain(message: object) -> str:
    """Return an upstream's message fit to show: bounded, on one line, without anything that looks like a key."""
    text = message if isinstance(message, str) else orjson.dumps(message, default=str).decode()
    return redact_text(SECRET.sub("[key]", " ".join(text[: 4 * MESSAGE_LIMIT].split())))[:MESSAGE_LIMIT]


def body_of(failure: Failure, request_id: str) -> bytes:
    """Return the JSON body of a failure in the shape of the Messages API."""
    error: dict[str, Any] = {"type": failure.kind, "message": failure.message}
    if failure.code:
        error["details"] = {"error_code": failure.code}
    return orjson.dumps({"type": "error", "error": error, "request_id": request_id})


def event_of(failure: Failure, request_id: str) -> bytes:
    """Return the failure as a server-sent event, for a stream that has begun."""
    return b"event: error\ndata: " + body_of(failure, request_id) + b"\n\n"
