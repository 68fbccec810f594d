"""A function call item."""

from typing import Any

import orjson

from translator.response.items.heard import Heard
from translator.response.items.item import Item
from translator.response.writer import Writer

ARGUMENTS = 0


class CallItem(Item):
    """Begins as soon as its name is known; arguments that come before that wait here."""

    types = ("function_call",)

    def __init__(self, writer: Writer, number: int, cited: dict[str, str]) -> None:
        super().__init__(writer, number, cited)
        self._heard = Heard()
        self._begun = False
        self._call_id = ""
        self._name = ""
        # What the announcement already has: most servers have nothing there.
        self._first: object = None

    def added(self, item: dict[str, Any]) -> None:
        """Begin the call."""
        call_id = item.get("call_id") or item.get("id")
        if isinstance(call_id, str) and not self._begun:
            self._call_id = call_id
        name = item.get("name")
        self._first = item.get("arguments")
        if isinstance(name, str) and name and not self._begun:
            self._begun = True
            self.writer.tool_start(self.number, self._call_id, name)
            self.writer.arguments(self._heard.text(ARGUMENTS), self.number)

    def arguments(self, text: str) -> None:
        """Take a delta of the arguments."""
        self._heard.add(ARGUMENTS, text)
        self.writer.arguments(text, self.number)

    def more(self, last: dict[str, Any], texts: list[str]) -> None:
        """Take the deltas of the arguments that follow another one."""
        del last
        self._heard.parts(ARGUMENTS).add_all(texts)
        self.writer.several(texts, self.number, self.writer.arguments)

    def arguments_done(self, full: object, name: object = None) -> None:
        """Take the whole arguments; some servers give the object itself. name: for a call that never was begun."""
        if isinstance(name, str):
            self._name = name
        if isinstance(full, dict):
            full = orjson.dumps(full).decode()
        if rest := self._heard.rest(ARGUMENTS, full):
            self.writer.arguments(rest, self.number)

    def give_up(self) -> None:
        """The answer has ended: what has not come by now never will."""
        if not self.closed and not self._heard.text(ARGUMENTS):
            self.arguments_done(self._first)
        if not self._begun and self._name:
            self.added({"name": self._name})
        elif not self._begun and self._heard.text(ARGUMENTS):
            self.writer.broken()

    def done(self, item: dict[str, Any]) -> None:
        """End the call."""
        self.closed = True
        self.added(item)
        self.arguments_done(item.get("arguments"))
        self.writer.tool_end(self.number, complete=item.get("status") != "incomplete")
