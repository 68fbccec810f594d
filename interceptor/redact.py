"""Take credentials out of telemetry before it is written."""

import re
from functools import lru_cache
from typing import Any

REDACTED = "[redacted]"
LONGEST_NAME = 100

# Quantifiers that could meet again behind a failed match are bounded: a body must not be able to make this slow.
_NAME = (
    r"authorization|api[-_. ]?key|(?:access|auth|refresh)[-_. ]?token|client[-_. ]?secret|secret[-_. ]?access[-_. ]?key"
    r"|private[-_. ]?key|passw(?:or)?d|cookie"
)
_TOKENS = (
    r"sk-(?:(?<![a-z0-9]sk-)|(?<=\\[nrt]sk-))[a-z0-9_-]{16,}",
    r"gh[pousr]_[a-z0-9]{16,}",
    r"github_pat_[a-z0-9_]{16,}",
    r"gl(?:pat|rt)-[a-z0-9_-]{16,}",
    r"xox[a-z]-[a-z0-9-]{8,}",
    r"xapp-[a-z0-9-]{16,}",
    r"aiza[a-z0-9_-]{16,}",
    r"(?:gsk|hf)_[a-z0-9]{16,}",
    r"(?:xai|pplx)-[a-z0-9]{16,}",
    r"eyj(?<![a-z0-9_-]eyj)[a-z0-9_-]{8,}\.eyj[a-z0-9_-]{8,}\.[a-z0-9_-]{8,}",  # JSON Web Token, RFC 7519
    r"bearer\s{1,8}(?:bearer\s{1,8}){0,4}[^\s\"'\\,;]+",
)
_OTLP = r"[\"\\]{0,8}\s{0,8},\s{0,8}[\"\\]{0,8}value[\"\\]{0,8}\s{0,8}:\s{0,8}\{\s{0,8}[\"\\]{0,8}stringvalue"
_ASSIGNED = (
    rf"(?:{_NAME})(?:{_OTLP})?[\"'\\]{{0,8}}\s{{0,8}}[:=]\s{{0,8}}"
    r"(?:\\{0,8}[\"'](?P<quoted>[^\"'\\\r\n]+)|(?P<plain>(?<=cookie:\s)[^\"'\\\r\n]+|(?:(?:bearer|basic|token)\s{1,8})?[^\s\"'\\,;&{\[]+))"
)
_MARK = re.compile(rf"{_NAME}|sk-|gh[pousr]_|github_pat_|gl(?:pat|rt)-|xox[a-z]-|xapp-|aiza|gsk_|hf_|xai-|pplx-|eyj|bearer".encode())
_CREDENTIAL = re.compile("|".join((*_TOKENS, _ASSIGNED)).encode())
_NAME_ENDS = re.compile(rf"(?:{_NAME})$")


def suspicious(text: bytes) -> bool:
    """Tell whether a text may hold a credential or its name; False is certain."""
    return _MARK.search(text.lower()) is not None


def redact(value: Any) -> Any:  # noqa: ANN401 (any JSON value in and out)
    """Copy a JSON value without credentials.

    A value goes whole where its name is a credential's (`authorization`, `x-api-key`, `password`, …; also the value of an
    OpenTelemetry attribute with such a key); inside any string, and any name, what looks like a credential goes.

    Raises:
        RecursionError: the value is nested more than some hundred levels.
    """
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, list):
        return [redact(item) for item in value]
    if not isinstance(value, dict):
        return value
    secret_attribute = "value" in value and isinstance(value.get("key"), str) and _names_credential(value["key"][-LONGEST_NAME:])
    clean: dict[str, Any] = {}
    for name, item in value.items():
        if secret_attribute and name == "value":
            clean[name] = {"stringValue": REDACTED} if isinstance(item, dict) else REDACTED
        elif _names_credential(name[-LONGEST_NAME:]):
            clean[redact_text(name)] = REDACTED
        else:
            clean[redact_text(name)] = redact(item)
    return clean


def redact_text(text: str) -> str:
    """Replace everything in a string that looks like a credential by `[redacted]`."""
    raw = text.encode("utf-8", "surrogatepass")
    lower = raw.lower()  # of bytes, since that never changes a length
    if not _MARK.search(lower):
        return text
    pieces: list[bytes] = []
    done = 0
    for match in _CREDENTIAL.finditer(lower):
        start, end = match.span(match.lastgroup or 0)
        pieces += (raw[done:start], REDACTED.encode())
        done = end
    return b"".join((*pieces, raw[done:])).decode("utf-8", "surrogatepass")


@lru_cache(maxsize=2048)
def _names_credential(name: str) -> bool:
    return _NAME_ENDS.search(name.lower()) is not None
