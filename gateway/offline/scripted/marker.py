"""The marker by which a test names a scenario: NAME, or NAME {json options}, in a header or between [[offline: and ]] in the text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from gateway.offline.errors import ApiError

_START = re.compile(r"\[\[offline:\s*")
_NAME = re.compile(r"\s*([A-Za-z][\w-]*)\s*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Marker:
    """A scenario's name and its options."""

    name: str
    options: dict[str, Any]


def read_marker(text: str) -> tuple[Marker, int]:
    """The marker at the beginning of `text` and where it ends; ApiError 400 when it is malformed."""
    name = _NAME.match(text)
    if not name:
        raise _malformed(text)
    options: object = {}
    end = name.end()
    if text[end : end + 1] == "{":
        try:
            options, end = _DECODER.raw_decode(text, end)
        except json.JSONDecodeError as error:
            raise _malformed(text) from error
    if not isinstance(options, dict):
        raise _malformed(text)
    return Marker(name[1].replace("-", "_").lower(), options), end


def in_text(text: str) -> Marker | None:
    """The first marker in a text, None when there is none; ApiError 400 when it is malformed."""
    found = _span(text)
    return found[0] if found else None


def without_marker(text: str) -> str:
    """The text without its first marker."""
    found = _span(text)
    return (text[: found[1]] + " " + text[found[2] :]).strip() if found else text


def _span(text: str) -> tuple[Marker, int, int] | None:
    start = _START.search(text)
    if not start:
        return None
    marker, length = read_marker(text[start.end() :])
    close = re.compile(r"\s*\]\]").match(text, start.end() + length)
    if not close:
        raise _malformed(text[start.start() :])
    return marker, start.start(), close.end()


def _malformed(text: str) -> ApiError:
    shown = text.strip()[:80]
    return ApiError(400, f"Malformed offline scenario {shown!r}: write NAME or NAME {{json options}}.", code="malformed_offline_scenario")
