"""A message item: output_text with citations, and refusals."""

from typing import Any

from translator.response.citations import citation_of
from translator.response.gathered import Gathered
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
        # content_index → the part it means; the part that is being written.
        self._places: dict[int, int] = {}
        self._open: int | None = None

    def _place(self, index: int) -> int:
        """Return the part that a content_index means: vLLM and TensorRT-LLM count on with every delta, without beginning a part."""
        place = self._places.get(index)
        if place is None:
            place = self._places[index] = index if self._open is None else self._open
            self._open = place
        return place

    def part(self, index: int) -> tuple[Gathered, tuple[int, int]]:
        """Return what of a content part's text has come, to be added to, and the part's key with the writer."""
        place = self._place(index)
        return self._heard.parts(place), (self.number, place)

    def more(self, last: dict[str, Any], texts: list[str]) -> None:
        """Take the text that follows in the part that the last delta was of."""
        heard, key = self.part(last.get("content_index") or 0)
        heard.add_all(texts)
        self.writer.several(texts, key, self.writer.text)

    @property
    def silent(self) -> bool:
        """Whether nothing of it has come."""
        return not self._heard.keys()

    def refusal(self, index: int, text: str) -> None:
        """Take refusal text of a content part."""
        place = self._place(index)
        self._heard.add(place, text)
        self.writer.refusal(text, (self.number, place))

    def text_done(self, index: int, full: object) -> None:
        """Take a part's whole text."""
        self._text(self._place(index), full)

    def refusal_done(self, index: int, full: object) -> None:
        """Take a part's whole refusal."""
        self._refusal(self._place(index), full)

    def annotation(self, index: int, annotation: object) -> None:
        """Take an annotation of a part; those of files are left out, for no request of ours gives files to search."""
        self._annotation(self._place(index), annotation)

    def part_added(self, index: int) -> None:
        """A part begins: the one before it is over."""
        if self._open is not None and self._open != index:
            self.writer.end((self.number, self._open))
        self._places[index] = self._open = index

    def part_done(self, index: int, part: dict[str, Any]) -> None:
        """Take a whole part."""
        self._part(self._place(index), part)
        self._open = None

    def done(self, item: dict[str, Any]) -> None:
        """Take the whole message. Its parts are those that came, in their order, whatever number the deltas gave them."""
        self.closed = True
        content = item.get("content")
        if isinstance(content, str):
            content = [{"type": "output_text", "text": content}]
        parts = [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []
        known = sorted(self._heard.keys())
        told = self._heard.all() == "".join(str(part.get("text") or part.get("refusal") or "") for part in parts)
        for number, part in enumerate(parts):
            place = known[number] if len(known) == len(parts) else number
            if not told or place in known:
                self._part(place, part)
        for place in sorted(self._heard.keys()):
            self.writer.end((self.number, place))

    def _part(self, place: int, part: dict[str, Any]) -> None:
        if part.get("type") == "refusal":
            self._refusal(place, part.get("refusal"))
            return
        self._text(place, part.get("text"))
        annotations = part.get("annotations")
        if isinstance(annotations, list):
            for annotation in annotations[self._annotated.get(place, 0) :]:
                self._annotation(place, annotation)

    def _text(self, place: int, full: object) -> None:
        if rest := self._heard.rest(place, full):
            self.writer.text(rest, (self.number, place))

    def _refusal(self, place: int, full: object) -> None:
        if rest := self._heard.rest(place, full):
            self.writer.refusal(rest, (self.number, place))

    def _annotation(self, place: int, annotation: object) -> None:
        self._annotated[place] = self._annotated.get(place, 0) + 1
        if (citation := citation_of(annotation, self._heard.text(place))) is not None:
            self.cited.setdefault(citation["url"], citation["title"] or "")
            self.writer.citation(citation, (self.number, place))
