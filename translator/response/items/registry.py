"""Which item an event belongs to. Some servers leave out the item's beginning, change its id on the way, or repeat an index."""

from typing import Any, TypeVar

from translator.response.items.call import CallItem
from translator.response.items.custom_call import CustomCallItem
from translator.response.items.item import Item, Other
from translator.response.items.message import MessageItem
from translator.response.items.reasoning import ReasoningItem
from translator.response.items.search import SearchItem
from translator.response.writer import Writer

Event = dict[str, Any]
AnyItem = TypeVar("AnyItem", bound=Item)

KINDS: tuple[type[Item], ...] = (MessageItem, CallItem, ReasoningItem, SearchItem, CustomCallItem)


class Registry:
    """The items of one answer, in the order they began. cited: the pages that annotations named, url → title."""

    def __init__(self, writer: Writer) -> None:
        self.items: list[Item] = []
        self.cited: dict[str, str] = {}
        self._writer = writer
        self._by_id: dict[str, Item] = {}
        self._by_index: dict[int, Item] = {}

    def of(self, event: Event, kind: type[AnyItem]) -> AnyItem:
        """Return the item that an event belongs to; begin it where the server did not."""
        item = self._by_id.get(event.get("item_id") or "") or self._by_index.get(event.get("output_index", -1))
        if type(item) is kind:
            return item
        return self._nameless(event, event.get("item_id"), kind) or self._begin(kind, event.get("item_id"), event.get("output_index"))

    def added(self, event: Event) -> None:
        """Take response.output_item.added."""
        item = event.get("item")
        if isinstance(item, dict):
            known = self._by_id.get(item.get("id") or "")
            kind = _kind(item)
            if type(known) is not kind or known.closed:
                known = self._begin(kind, item.get("id"), event.get("output_index"))
                if isinstance(call_id := item.get("call_id"), str) and call_id:
                    self._by_id.setdefault(call_id, known)
            known.added(item)

    def done(self, event: Event) -> None:
        """Take response.output_item.done: what did not come before is told now."""
        item = event.get("item")
        if not isinstance(item, dict):
            return
        kind = _kind(item)
        known = self._named(item) or self._by_index.get(event.get("output_index", -1))
        if type(known) is not kind:
            known = self._nameless(event, item.get("id"), kind) or self._begin(kind, item.get("id"), event.get("output_index"))
        self._close(known, item)

    def _named(self, item: dict[str, Any]) -> Item | None:
        """Return the item that one is by its id, or by that of its call, which no server changes on the way."""
        return self._by_id.get(item.get("id") or "") or self._by_id.get(item.get("call_id") or "")

    def _nameless(self, event: Event, item_id: object, kind: type[AnyItem]) -> AnyItem | None:
        """Return the item that an event goes on with which names neither an item nor a place: the last of its type that is open."""
        if item_id or event.get("output_index") is not None:
            return None
        return next((item for item in reversed(self.items) if type(item) is kind and not item.closed), None)

    def ended(self, output: object) -> None:
        """Take the items of the whole answer: those that never came, or never ended, are told now.

        An item is known by its id or that of its call, else by its order among those of its type: not every server repeats ids and places.
        """
        left = list(self.items)
        for item in output if isinstance(output, list) else ():
            if not isinstance(item, dict):
                continue
            kind = _kind(item)
            same = [one for one in left if type(one) is kind]
            named = self._named(item)
            known = named if named in same else same[0] if same else self._begin(kind, item.get("id"), None)
            if known in left:
                left.remove(known)
            self._close(known, item)

    def _close(self, known: Item, item: dict[str, Any]) -> None:
        if not known.closed or known.silent:
            known.done(item)
            known.closed = True
            if isinstance(known, Other):
                self._writer.notes.add("output-item-dropped")

    def _begin(self, kind: type[AnyItem], item_id: object, index: object) -> AnyItem:
        item = kind(self._writer, len(self.items), self.cited)
        self.items.append(item)
        if isinstance(item_id, str) and item_id:
            self._by_id[item_id] = item
        if isinstance(index, int):
            self._by_index[index] = item
        return item


def _kind(item: dict[str, Any]) -> type[Item]:
    return next((kind for kind in KINDS if item.get("type") in kind.types), Other)
