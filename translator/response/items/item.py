"""What every output item has in common."""

from typing import Any

from translator.response.writer import Writer


class Item:
    """One output item: number is its place among the items of this answer, closed tells that its end has come.

    cited gathers the pages that annotations name (url → title), for searches that name no sources.
    """

    types: tuple[str, ...] = ()

    def __init__(self, writer: Writer, number: int, cited: dict[str, str]) -> None:
        self.writer = writer
        self.number = number
        self.cited = cited
        self.closed = False

    @property
    def silent(self) -> bool:
        """Whether nothing of an item that has ended was told, so that the whole answer may still tell it."""
        return False

    def added(self, item: dict[str, Any]) -> None:
        """Take the item as it begins."""

    def more(self, last: dict[str, Any], texts: list[str]) -> None:
        """Take the deltas that follow the last one, of the same part."""

    def done(self, item: dict[str, Any]) -> None:
        """Take the whole item: whatever of it did not come before is told now."""


class Other(Item):
    """An item that the Messages API has no block for, of tools that no request of ours offers. The reader notes it."""
