"""An upstream's error as the failure that the client gets, and a failure as the bytes that it gets."""

from collections.abc import Mapping
from typing import Any

import orjson

from gateway.errors.error_table import DEFAULT_KEY
from gateway.errors.explanation import all_of, error_of, recognise, sentence
from translator.asking.retry import asked_wait, said_wait, whole_seconds
from translator.failure import Failure

# A wait stands near the beginning.
ERROR_WORDS = 2000


def from_upstream(
    status: int, body: bytes, headers: dict[str, str], context: int | None, estimate: int, key: str = DEFAULT_KEY
) -> tuple[Failure, bool]:
    """Return the failure for an upstream's error answer, and whether the same request may be sent again.

    headers: the answer's, with names in small letters. context: the target's window in tokens, where known; estimate: the
    request's size in tokens, for an overflow that names neither. key: the variable that holds the target's key.
    """
    said = error_of(body)
    rule = recognise(status, all_of(said))
    wanted = asked_wait(headers)
    if wanted is None and rule.retry:
        wanted = said_wait(str(said.get("message") or "")[:ERROR_WORDS]) or None
    failure = Failure(
        rule.status,
        rule.kind,
        sentence(rule, status, said, context, estimate, key),
        retry_after=whole_seconds(wanted),
        upstream_request_id=upstream_id(headers),
        cause=rule.name,
        # Clients ask again after any 429 and 5xx.
        final=not rule.retry and (rule.status == 429 or rule.status >= 500),
    )
    return failure, rule.retry


def upstream_id(headers: Mapping[str, str]) -> str | None:
    """Return the id that an upstream gave a request; headers: names in small letters."""
    return next((headers[name] for name in ("x-request-id", "request-id", "apim-request-id") if name in headers), None)


def body_of(failure: Failure, request_id: str) -> bytes:
    """Return the JSON body of a failure in the shape of the Messages API."""
    error: dict[str, Any] = {"type": failure.kind, "message": failure.message}
    if failure.code:
        error["details"] = {"error_code": failure.code}
    return orjson.dumps({"type": "error", "error": error, "request_id": request_id})


def event_of(failure: Failure, request_id: str) -> bytes:
    """Return the failure as a server-sent event, for a stream that has begun."""
    return b"event: error\ndata: " + body_of(failure, request_id) + b"\n\n"
