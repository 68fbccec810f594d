"""The tools of a request, which a session sends with each of its requests: half of what there is to read."""

from collections import OrderedDict
from typing import Any

import orjson

from translator.repeated.span import Span
from translator.request.tools.kept import Kept

# Bounds of what is kept: of the bytes themselves; what they are read into is some five times as large.
MOST_BYTES = 1_000_000
MOST_LISTS = 32
LEAST_BYTES = 2_000


class SameTools:
    """The lists of tools that came last, by the bytes that they were read from."""

    def __init__(self) -> None:
        self._lists: OrderedDict[bytes, Kept] = OrderedDict()
        self._size = 0

    def find(self, body: bytes, at: int) -> Span[Kept] | None:
        """Return the list that begins at a place of a body; None where it is not kept."""
        for coded, tools in reversed(self._lists.items()):
            if body.startswith(coded, at):
                self._lists.move_to_end(coded)
                return Span(at, at + len(coded), tools)
        return None

    def keep(self, body: bytes, at: int, value: dict[str, Any]) -> None:
        """Keep the tools where writing them gives the very bytes: so their end is known, and nothing stands there twice."""
        tools = value.get("tools")
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
