"""JSON from an upstream: what orjson takes, and what only looks broken."""

import json

import orjson


def loads(data: bytes) -> object:
    """Return the value of an upstream's JSON, also where it holds what orjson refuses; raises ValueError where it is no JSON at all.

    Escaped half surrogates stay in its strings (text.py mends them); raw control characters and NaN are taken as they are, bytes that are
    no UTF-8 are replaced, a byte order mark before it is left out.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data.decode("utf-8-sig", "replace"), strict=False)


def strict(text: str) -> object:
    """Return the value of JSON text by the grammar alone, half surrogates allowed. Raises ValueError for anything else."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        # orjson refuses escaped half surrogates, which the grammar allows; Python's own decoder takes them, and NaN, which it does not.
        return json.loads(text, parse_constant=_refuse)


def _refuse(word: str) -> object:
    raise ValueError(f"{word} is not JSON")
