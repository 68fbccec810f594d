"""Reasoning in the deltas of a chat completion, under the names that backends give it.

reasoning_content (DeepSeek and most others) and reasoning (OpenRouter, newer vLLM) are text; reasoning_details (OpenRouter) is a list of
typed pieces, which the next turn must give back exactly: https://openrouter.ai/docs/guides/best-practices/reasoning-tokens
"""

from typing import Any

from translator.response.writer import Writer

TEXT_FIELDS = ("reasoning_content", "reasoning")
# What a detail's text goes by, by its type; every other field of a detail is said once.
DETAIL_TEXT = {"reasoning.text": "text", "reasoning.summary": "summary"}


class Reasoning:
    """One thinking block at a time. Its item holds the fields of the message as the upstream wants them back."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._number = 0
        self._field = ""
        self._parts: list[str] = []
        self._details: list[dict[str, Any]] = []

    def feed(self, delta: dict[str, Any]) -> None:
        """Take what a delta holds of reasoning."""
        details = delta.get("reasoning_details")
        pieces = [detail for detail in details if isinstance(detail, dict)] if isinstance(details, list) else []
        for name in TEXT_FIELDS:
            text = delta.get(name)
            if isinstance(text, str) and text:
                self._field = self._field or name
                self.text(text)
                break
        else:
            for detail in pieces:
                text = detail.get(DETAIL_TEXT.get(str(detail.get("type")), ""))
                if isinstance(text, str) and text:
                    self.text(text)
        for detail in pieces:
            self._detail(detail)

    def text(self, text: str) -> None:
        """Take reasoning text."""
        self._parts.append(text)
        self._writer.thinking(text, ("thinking", self._number))

    def _detail(self, detail: dict[str, Any]) -> None:
        """Join a streamed piece with the one that it continues: same type and index, and not encrypted."""
        last = self._details[-1] if self._details else {}
        name = DETAIL_TEXT.get(str(detail.get("type")))
        if name is None or any(last.get(field) != detail.get(field) for field in ("type", "index")):
            self._details.append(dict(detail))
            return
        text = f"{last.get(name) or ''}{detail.get(name) or ''}"
        last.update({field: value for field, value in detail.items() if value is not None})
        last[name] = text

    def end(self) -> None:
        """Something else begins: the thinking block is over."""
        if not self._parts and not self._details:
            return
        item: dict[str, Any] = {}
        if self._field:
            item[self._field] = "".join(self._parts)
        if self._details:
            item["reasoning_details"] = self._details
        self._writer.reasoning_item(item, ("thinking", self._number))
        self._number += 1
        self._field, self._parts, self._details = "", [], []
