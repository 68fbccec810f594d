"""A message item: output_text with citations, and refusals."""

from typing import Any

from translator.response.citations import citation_of
from translator.response.items.heard import Heard
from translator.response.items.item import Item
from translator.response.writer import Writer


class MessageItem(Item):
    """Each content part becomes a text block of its own."""

    types = ("message",)

    def __init__(self, writer: Writer, number: int, cited: dict[str, str]) -> None:
        super().__init__(writer, number, cited)
        self._heard = Heard()
        self._annotated: dict[int, int] = {}

    def part(self, index: int) -> tuple[list[str], tuple[int, int]]:
        """Return what of a content part's text has come, to be added to, and the part's key with the writer."""
        return self._heard.parts(index), (self.number, index)

    def refusal(self, index: int, text: str) -> None:
        """Take refusal text of a content part."""
        self._heard.add(index, text)
        self.writer.refusal(text, (self.number, index))

    def text_done(self, index: int, full: object) -> None:
        """Take a part's whole text."""
        if rest := self._heard.rest(index, full):
            self.writer.text(rest, (self.number, index))

    def refusal_done(self, index: int, full: object) -> None:
        """Take a part's whole refusal."""
        if rest := self._heard.rest(index, full):
            self.writer.refusal(rest, (self.number, index))

    def annotation(self, index: int, annotation: object) -> None:
        """Take an annotation of a part; those of files are left out, for no request of ours gives files to search."""
        self._annotated[index] = self._annotated.get(index, 0) + 1
        if (citation := citation_of(annotation, self._heard.text(index))) is not None:
            self.cited.setdefault(citation["url"], citation["title"] or "")
            self.writer.citation(citation, (self.number, index))

    def part_added(self, index: int) -> None:
        """A part begins: the one before it is over."""
        if index > 0:
            self.writer.end((self.number, index - 1))

    def part_done(self, index: int, part: object) -> None:
        """Take a whole part."""
        if not isinstance(part, dict):
            return
        if part.get("type") == "refusal":
            self.refusal_done(index, part.get("refusal"))
            return
        self.text_done(index, part.get("text"))
        annotations = part.get("annotations")
        if isinstance(annotations, list):
            for annotation in annotations[self._annotated.get(index, 0) :]:
                self.annotation(index, annotation)

    def done(self, item: dict[str, Any]) -> None:
        """Take the whole message."""
        self.closed = True
        content = item.get("content")
        parts = content if isinstance(content, list) else []
        for index, part in enumerate(parts):
            self.part_done(index, part)
        for index in sorted(self._heard.keys()):
            self.writer.end((self.number, index))
