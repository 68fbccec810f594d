"""Read a request's body: bounded bytes, JSON, and text that can be sent on."""

import json
import math
import zlib
from collections.abc import Mapping
from typing import Any

import orjson

from translator.failure import Failure, invalid
from translator.repeated.reading import Reading
from translator.serving.channel import Receive

MAX_BYTES = 32 * 1024 * 1024
BOM = b"\xef\xbb\xbf"
TOO_LARGE = "The request is larger than 32 MB: send less, or images and documents by URL."
TOO_DEEP = "The request is nested too deeply."
_READING = Reading()


class Gone(Exception):  # noqa: N818 (no error: the client left before it had asked)
    """The client went away while it was still sending."""


async def read(receive: Receive, headers: Mapping[str, str]) -> bytes:
    """Return the whole body, decompressed.

    Raises Failure 413 over 32 MB, 415 for a coding that is not known, 400 for one that is broken; Gone where the client leaves.
    """
    told = headers.get("content-length", "")
    if told.isdecimal() and int(told[:20]) > MAX_BYTES:
        # Before a byte of it is asked for.
        raise Failure(413, "request_too_large", TOO_LARGE)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BYTES:
            raise Failure(413, "request_too_large", TOO_LARGE)
        if not message.get("more_body"):
            return _decoded(parts[0] if len(parts) == 1 else b"".join(parts), headers.get("content-encoding", ""))


def _decoded(body: bytes, coding: str) -> bytes:
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in ("gzip", "x-gzip", "deflate"):
        message = f"The request body is compressed with {coding[:40]}, which is not known here: send it as it is, or with gzip."
        raise Failure(415, "invalid_request_error", message)
    # 32 more than the largest window: gzip's or zlib's own head tells which of them it is.
    decompressor = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        plain = decompressor.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise invalid(f"The request body is not valid {coding}: {error}") from error
    if len(plain) > MAX_BYTES:
        raise Failure(413, "request_too_large", TOO_LARGE)
    if not decompressor.eof:
        raise invalid(f"The request body is not valid {coding}: it ends too early.")
    return plain


def parse(body: bytes) -> tuple[dict[str, Any], bool]:
    """Return the request, and whether half surrogates in it were replaced: no upstream takes them. Raises Failure 400."""
    replaced = False
    body = body.removeprefix(BOM)
    try:
        value = _READING.read(body)
    except orjson.JSONDecodeError as error:
        if b"\\u" not in body:
            raise invalid(f"The request body is not valid JSON: {error}") from error
        # orjson refuses half surrogates, which JavaScript clients can send; the standard library takes them.
        try:
            value = _whole_text(json.loads(body.decode(), parse_constant=_no_constant, parse_int=_number, parse_float=_number))
            replaced = True
        except (ValueError, RecursionError):
            raise invalid(f"The request body is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise invalid("The request body must be a JSON object.")
    return value, replaced


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _number(text: str) -> int | float:
    """Return a number as orjson reads it: whole within 64 bits, and not infinite."""
    if text.lstrip("-").isdecimal() and len(text) <= 20 and -(2**63) <= int(text) < 2**64:
        return int(text)
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is infinite")
    return number


def _whole_text(value: Any) -> Any:  # noqa: ANN401 (any JSON value)
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_text(item) for item in value]
    if isinstance(value, dict):
        return {_whole_text(key): _whole_text(item) for key, item in value.items()}
    return value
