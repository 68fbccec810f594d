"""Deltas that come one after the other in one read: taken together, they cost a third."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from translator.response.items.call import CallItem
from translator.response.items.item import Item
from translator.response.items.message import MessageItem
from translator.response.items.reasoning import REASONING_TEXT, ReasoningItem


@dataclass(frozen=True)
class Run:
    """Deltas of one type. kind: the items that they belong to; part: the field that says which part of the item."""

    kind: type[Item]
    part: str

    def texts(self, events: Sequence[object], at: int, last: dict[str, Any]) -> tuple[list[str], int]:
        """Return the texts of the events from at on that belong where the last one does, and the place of the first that does not."""
        part = self.part
        kind, item_id, output_index, index = last["type"], last["item_id"], last.get("output_index"), last.get(part, 0)
        texts: list[str] = []
        for event in islice(events, at, None):
            if type(event) is not dict or event.get("type") != kind or event.get("item_id") != item_id:
                break
            delta = event.get("delta")
            if type(delta) is not str or event.get("output_index") != output_index or event.get(part, 0) != index:
                break
            at += 1
            if delta:
                texts.append(delta)
        return texts, at


RUNS = {
    "response.output_text.delta": Run(MessageItem, "content_index"),
    "response.function_call_arguments.delta": Run(CallItem, "output_index"),
    "response.reasoning_summary_text.delta": Run(ReasoningItem, "summary_index"),
    REASONING_TEXT: Run(ReasoningItem, "content_index"),
}
