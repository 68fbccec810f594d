"""Read the tools of a request once: a session sends the same bytes with each, and they are half of what there is to read."""

import secrets
from collections import OrderedDict
from typing import Any

import orjson

from translator.request.kept import Kept

MEMBER = b'"tools":['
# Bounds of what is kept: of the bytes themselves; what they are read into is some five times as large.
MOST_BYTES = 1_000_000
MOST_LISTS = 32
LEAST_BYTES = 2_000


class SameTools:
    """The lists of tools that came last, by the bytes that they were read from."""

    def __init__(self) -> None:
        # Stands where the tools were cut out. No client can know it, so that finding it at the top says what was cut out.
        self._mark = secrets.token_hex(16)
        self._stand_in = orjson.dumps(self._mark)
        self._lists: OrderedDict[bytes, Kept] = OrderedDict()
        self._size = 0

    def read(self, body: bytes) -> Any:  # noqa: ANN401 (any JSON value)
        """Return what orjson reads in a body; its tools may be Kept. Raises orjson.JSONDecodeError."""
        at = body.find(MEMBER) + len(MEMBER) - 1
        if at < len(MEMBER):
            return orjson.loads(body)
        for coded, tools in reversed(self._lists.items()):
            if body.startswith(coded, at):
                value = self._rest(body, at, coded)
                if value is None:
                    break
                self._lists.move_to_end(coded)
                value["tools"] = tools
                return value
        value = orjson.loads(body)
        self._keep(body, at, value)
        return value

    def _rest(self, body: bytes, at: int, coded: bytes) -> dict[str, Any] | None:
        """Return a body read without its tools; None where what was cut out was not the member of that name at the top."""
        try:
            value = orjson.loads(b"".join((body[:at], self._stand_in, body[at + len(coded) :])))
        except orjson.JSONDecodeError:
            # Read as it came, for the place of the fault.
            return None
        return value if isinstance(value, dict) and value.get("tools") == self._mark else None

    def _keep(self, body: bytes, at: int, value: Any) -> None:  # noqa: ANN401 (any JSON value)
        """Keep the tools where writing them gives the very bytes: so their end is known, and nothing stands there twice."""
        tools = value.get("tools") if isinstance(value, dict) else None
        # Most clients write no space; others need not be tried.
        if not isinstance(tools, list) or body[at + 1 : at + 2] != b"{":
            return
        try:
            coded = orjson.dumps(tools)
        except TypeError:
            return
        if not LEAST_BYTES <= len(coded) <= MOST_BYTES or coded in self._lists or not body.startswith(coded, at):
            return
        value["tools"] = self._lists[coded] = Kept(tools)
        self._size += len(coded)
        while self._size > MOST_BYTES or len(self._lists) > MOST_LISTS:
            self._size -= len(self._lists.popitem(last=False)[0])
