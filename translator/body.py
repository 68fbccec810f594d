"""Read a request's body: bounded bytes, JSON, and text that can be sent on."""

import json
from typing import Any

import orjson

from translator.channel import Receive
from translator.failure import Failure, invalid

MAX_BYTES = 32 * 1024 * 1024


class Gone(Exception):  # noqa: N818 (no error: the client left before it had asked)
    """The client went away while it was still sending."""


async def read(receive: Receive) -> bytes:
    """Return the whole body; raises Failure 413 over 32 MB, Gone where the client leaves."""
    first = await receive()
    if first["type"] == "http.disconnect":
        raise Gone
    if not first.get("more_body"):
        return bytes(first.get("body", b""))
    parts = [first.get("body", b"")]
    size = len(parts[0])
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BYTES:
            raise Failure(413, "request_too_large", "The request is larger than 32 MB: send less, or images and documents by URL.")
        if not message.get("more_body"):
            return b"".join(parts)


def parse(body: bytes) -> tuple[dict[str, Any], bool]:
    """Return the request, and whether half surrogates in it were replaced: no upstream takes them. Raises Failure 400."""
    replaced = False
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        # orjson refuses half surrogates, which JavaScript clients can send; the standard library takes them.
        try:
            value = _whole_text(json.loads(body, parse_constant=_no_constant))
            replaced = True
        except (ValueError, RecursionError):
            raise invalid(f"The request body is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise invalid("The request body must be a JSON object.")
    return value, replaced


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _whole_text(value: Any) -> Any:  # noqa: ANN401 (any JSON value)
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_text(item) for item in value]
    if isinstance(value, dict):
        return {_whole_text(key): _whole_text(item) for key, item in value.items()}
    return value
