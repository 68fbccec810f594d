"""What is written once for many requests."""

from typing import Any

import orjson


class Coded(list[Any]):
    """A list of JSON values with its JSON: never change it."""

    __slots__ = ("json",)

    def __init__(self, values: list[Any]) -> None:
        super().__init__(values)
        self.json = orjson.Fragment(orjson.dumps(values))


def dumps(body: dict[str, Any]) -> bytes:
    """Return a body as JSON. Raises orjson.JSONEncodeError for what is nested too deeply."""
    return orjson.dumps(body, _json, orjson.OPT_PASSTHROUGH_SUBCLASS)


def _json(value: object) -> object:
    if isinstance(value, Coded):
        return value.json
    raise TypeError(f"{type(value).__name__} is no JSON")
