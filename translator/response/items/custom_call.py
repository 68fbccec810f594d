"""A call of a custom tool, whose input is text: no request of ours offers one, but a model may know some by heart."""

from typing import Any

import orjson

from translator.response.items.item import Item


class CustomCallItem(Item):
    """Told when it is whole, as a call whose input is {"input": text}: the client can then answer it, if only with an error."""

    types = ("custom_tool_call",)

    def done(self, item: dict[str, Any]) -> None:
        """Take the whole call."""
        self.closed = True
        name, call_id = item.get("name"), item.get("call_id") or item.get("id")
        if not isinstance(name, str) or not name:
            self.writer.broken()
            return
        self.writer.tool_start(self.number, call_id if isinstance(call_id, str) else "", name)
        self.writer.arguments(orjson.dumps({"input": str(item.get("input") or "")}).decode(), self.number)
        self.writer.tool_end(self.number, complete=item.get("status") != "incomplete")
