"""JSON from an upstream: what orjson takes, and what only looks broken."""

import json

import orjson


def loads(data: bytes | str) -> object:
    """Return the value of JSON text. Half surrogates stay in its strings (text.py mends them). Raises ValueError for anything else."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        # orjson refuses escaped half surrogates, which the grammar of JSON allows; Python's own decoder takes them.
        if b"\\ud" not in (data.lower() if isinstance(data, bytes) else data.lower().encode("utf-8", "replace")):
            raise
        return json.loads(data, parse_constant=_refuse)


def _refuse(word: str) -> object:
    raise ValueError(f"{word} is not JSON")
