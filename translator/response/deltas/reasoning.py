"""Reasoning in the deltas of a chat completion, under the names that backends give it.

reasoning_content (DeepSeek and most others), reasoning (OpenRouter, newer vLLM), reasoning_text (GitHub Copilot) and thinking are text;
reasoning_opaque (GitHub Copilot) is encrypted; reasoning_details (OpenRouter) is a list of typed pieces, which the next turn must give
back exactly: https://openrouter.ai/docs/guides/best-practices/reasoning-tokens
"""

from typing import Any

from translator.response.gathered import Gathered
from translator.response.writer import Writer

TEXT_FIELDS = ("reasoning_content", "reasoning", "reasoning_text", "thinking")
OPAQUE = "reasoning_opaque"
DETAILS = "reasoning_details"
FIELDS = frozenset((*TEXT_FIELDS, OPAQUE, DETAILS))
# What a detail's text goes by, by its type; every other field of a detail is said once.
DETAIL_TEXT = {"reasoning.text": "text", "reasoning.summary": "summary"}


class Reasoning:
    """One thinking block at a time. Its item holds the fields of the message as the upstream wants them back."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._key = ("thinking", 0)
        self.field = ""
        self._parts = Gathered()
        self._opaque: object = None
        self._details: list[dict[str, Any]] = []
        # The text of the detail that is being written, in pieces.
        self._open: list[str] = []

    def feed(self, delta: dict[str, Any]) -> None:
        """Take what a delta holds of reasoning."""
        said = delta.get(self.field)
        # The common delta: the next piece of the text, and nothing that must be kept apart from it.
        if type(said) is str and said and DETAILS not in delta and OPAQUE not in delta:
            self.text(said)
            return
        details = delta.get(DETAILS)
        pieces = [detail for detail in details if isinstance(detail, dict)] if isinstance(details, list) else ()
        for name in TEXT_FIELDS:
            text = delta.get(name)
            if isinstance(text, str) and text:
                self.field = self.field or name
                self.text(text)
                break
        else:
            for detail in pieces:
                text = detail.get(DETAIL_TEXT.get(str(detail.get("type")), ""))
                if isinstance(text, str) and text:
                    self.text(text)
        for detail in pieces:
            self._detail(detail)
        self._opaque = delta.get(OPAQUE) or self._opaque

    def text(self, text: str) -> None:
        """Take reasoning text."""
        self._parts.add(text)
        self._writer.thinking(text, self._key)

    def more(self, texts: list[str]) -> None:
        """Take further text in the same field."""
        self._parts.add_all(texts)
        self._writer.several(texts, self._key, self._writer.thinking)

    def _detail(self, detail: dict[str, Any]) -> None:
        """Join a streamed piece with the one that it continues: same type and index, and not encrypted."""
        last = self._details[-1] if self._details else {}
        name = DETAIL_TEXT.get(str(detail.get("type")))
        text = detail.get(name) if name else None
        if name is None or last.get("type") != detail.get("type") or last.get("index") != detail.get("index"):
            self._join()
            self._details.append(dict(detail))
        else:
            last.update({field: value for field, value in detail.items() if value is not None and field != name})
        if isinstance(text, str):
            self._open.append(text)

    def _join(self) -> None:
        if self._open:
            self._details[-1][DETAIL_TEXT[str(self._details[-1]["type"])]] = "".join(self._open)
            self._open = []

    def end(self) -> None:
        """Something else begins: the thinking block is over."""
        if not (self._parts.count or self._details or self._opaque):
            return
        self._join()
        item: dict[str, Any] = {}
        if self.field:
            item[self.field] = self._parts.text()
        if self._opaque:
            item[OPAQUE] = self._opaque
        if self._details:
            item[DETAILS] = self._details
        self._writer.reasoning_item(item, self._key)
        self._key = ("thinking", self._key[1] + 1)
        self.field, self._parts, self._details, self._opaque = "", Gathered(), [], None
