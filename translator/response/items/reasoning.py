"""A reasoning item: its summary, or the reasoning text of open models, and the item itself for the next turn."""

from typing import Any

from translator.response.items.heard import Heard
from translator.response.items.item import Item
from translator.response.writer import Writer

BETWEEN_PARTS = "\n\n"
REASONING_TEXT = "response.reasoning_text.delta"


class ReasoningItem(Item):
    """Shows one of the two, whichever comes first: the summary is of the text."""

    types = ("reasoning",)

    def __init__(self, writer: Writer, number: int, cited: dict[str, str]) -> None:
        super().__init__(writer, number, cited)
        self._heard = {"summary": Heard(), "content": Heard()}
        self._shown: tuple[str, int] | None = None
        self._id: Any = None
        # The part of the summary that is being written, for servers that do not number them.
        self._part = 0
        self._parts = 0

    def added(self, item: dict[str, Any]) -> None:
        """Keep the id, in case the end never comes."""
        self._id = item.get("id")

    def part_added(self) -> None:
        """A part of the summary begins."""
        self._part, self._parts = self._parts, self._parts + 1

    def _place(self, where: str, index: object) -> int:
        """Return the part that an index means. Content is one text, whatever number its deltas have."""
        if where == "content":
            return 0
        return index if isinstance(index, int) else self._part

    def text(self, where: str, index: object, text: str) -> None:
        """Take text of the summary or of the content; index: which part of it."""
        place = self._place(where, index)
        self._heard[where].add(place, text)
        self._show(where, place, text)

    def more(self, last: dict[str, Any], texts: list[str]) -> None:
        """Take what follows of the part that the last delta was of."""
        where, field = ("content", "content_index") if last["type"] == REASONING_TEXT else ("summary", "summary_index")
        place = self._place(where, last.get(field))
        self._heard[where].parts(place).add_all(texts)
        if self._shown == (where, place):
            self.writer.several(texts, self.number, self.writer.thinking)

    def text_done(self, where: str, index: object, full: object) -> None:
        """Take the whole text of a part."""
        place = self._place(where, index)
        if rest := self._heard[where].rest(place, full):
            self._show(where, place, rest)

    def part_done(self, index: int, part: dict[str, Any]) -> None:
        """Take a whole part of the content."""
        self.text_done("content", index, part.get("text"))

    def _show(self, where: str, index: int, text: str) -> None:
        if self._shown is not None and self._shown[0] != where:
            return
        if where == "summary" and self._shown is not None and self._shown[1] != index:
            text = BETWEEN_PARTS + text
        self._shown = (where, index)
        self.writer.thinking(text, self.number)

    def done(self, item: dict[str, Any]) -> None:
        """Take the whole item, which goes into the signature as it is."""
        self.closed = True
        summary = _texts(item.get("summary"))
        # Whatever numbers its parts had: what was said is not said again.
        if self._heard["summary"].all() != "".join(summary):
            for index, text in enumerate(summary):
                self.text_done("summary", index, text)
        self.text_done("content", 0, "".join(_texts(item.get("content"))))
        self.writer.reasoning_item(item, self.number)

    def give_up(self) -> None:
        """The end never came: what was heard of an open model's own reasoning is the item; a summary alone is of no use later."""
        heard = self._heard["content"]
        if self.closed or not heard.keys():
            return
        content = [{"type": "reasoning_text", "text": heard.all()}]
        self.done({"type": "reasoning", "id": self._id or "", "summary": [], "content": content})


def _texts(parts: object) -> list[str]:
    texts = [part.get("text") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return [text if isinstance(text, str) else "" for text in texts]
