"""The words of the Messages API for what is wrong with a value: each check returns a fault, or None where all is well.

A fault begins where the path of the value ends: ".source: Field required", or ": Input should be a valid list".
"""

from typing import Any

EMPTY = "messages.0: all messages must have non-empty content except for the optional final assistant message"
REQUIRED = ": Field required"
STRING = ": Input should be a valid string"
OBJECT = ": Input should be a valid dictionary"
LIST = ": Input should be a valid list"
INTEGER = ": Input should be a valid integer"
NUMBER = ": Input should be a valid number"
BOOLEAN = ": Input should be a valid boolean"

_MISSING = object()
WORDS: dict[type, str] = {str: STRING, dict: OBJECT, list: LIST, bool: BOOLEAN}


def field(holder: dict[str, Any], name: str, kind: type) -> str | None:
    """Return the fault of a required field, which must be of this type."""
    value = holder.get(name, _MISSING)
    if isinstance(value, kind):
        return None
    return f".{name}{REQUIRED if value is _MISSING else WORDS[kind]}"


def optional(holder: dict[str, Any], name: str, kind: type) -> str | None:
    """Return the fault of a field that may be absent or null."""
    value = holder.get(name)
    return None if value is None or isinstance(value, kind) else f".{name}{WORDS[kind]}"


def one_of(holder: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str | None:
    """Return the fault of a required field that takes a few words only."""
    value = holder.get(name, _MISSING)
    if value in allowed:
        return None
    quoted = [f"'{word}'" for word in allowed]
    listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
    return f".{name}{REQUIRED if value is _MISSING else f': Input should be {listed}'}"


def tag(holder: object, allowed: tuple[str, ...]) -> str | None:
    """Return the fault of an object whose type must be one of these."""
    if not isinstance(holder, dict):
        return OBJECT
    kind = holder.get("type", _MISSING)
    if kind in allowed:
        return None
    if kind is _MISSING:
        return f".type{REQUIRED}"
    listed = ", ".join(f"'{word}'" for word in allowed)
    return f": Input tag '{kind}' found using 'type' does not match any of the expected tags: {listed}"


def integer(value: object, least: int) -> str | None:
    """Return the fault of a number that must be whole and at least this."""
    if not isinstance(value, int) or isinstance(value, bool):
        return INTEGER
    return None if value >= least else f": Input should be greater than or equal to {least}"


def number(value: object, least: float, most: float) -> str | None:
    """Return the fault of a number that must lie between two others."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return NUMBER
    if value < least:
        return f": Input should be greater than or equal to {least:g}"
    return None if value <= most else f": Input should be less than or equal to {most:g}"
