"""Fields of tool calls in the forms that backends give them."""

import orjson


def arguments_of(value: object) -> str:
    """Return arguments as JSON text, also where they are the object itself; empty for anything else."""
    if isinstance(value, str):
        return value
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else ""


def number(value: object) -> int | None:
    """Return a number, also where it is written as text; None for anything else."""
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) else None


def text(value: object) -> str:
    """Return a text, empty for anything else."""
    return value if isinstance(value, str) else ""
