"""One delta of a chat completion after the other: what it holds, in which order, and which block each piece belongs to."""

from typing import Any

from translator.response.citations import citation_of
from translator.response.deltas.calls import Calls
from translator.response.deltas.reasoning import FIELDS, Reasoning
from translator.response.gathered import Gathered
from translator.response.writer import Writer

# What no request of ours asks for, and no block of an answer can hold.
UNTOLD = ("images", "audio")
# Types of content parts that are no text, though they may hold one.
THOUGHTS = ("thinking", "reasoning")


class Deltas:
    """Text, thinking and calls take turns: the beginning of one ends the others, but for calls, which may go on at any time."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._calls = Calls(writer)
        self._reasoning = Reasoning(writer)
        self._texts = 0
        self._speaking = False
        self._thought = False
        self._said = Gathered()
        # What was cited before the text that it belongs to.
        self._early: list[dict[str, Any]] = []

    def __bool__(self) -> bool:
        """Tell whether anything has come."""
        return bool(self._texts or self._speaking or self._calls or self._thought)

    def feed(self, delta: dict[str, Any]) -> None:
        """Take one delta, or a whole message."""
        content = delta.get("content")
        # The common deltas: text and nothing else, a piece of a call and nothing else.
        if type(content) is str and self._speaking and len(delta) <= 1 + ("role" in delta):
            self._said.add(content)
            self._writer.text(content, self._texts)
            return
        fragments = delta.get("tool_calls")
        if fragments and len(delta) == 1:
            self._silent()
            self._calls.feed(fragments)
            return
        for name in delta:
            if name in FIELDS and delta[name]:
                self._thinks()
                self._reasoning.feed(delta)
                break
        if isinstance(content, list | dict):
            for part in content if isinstance(content, list) else [content]:
                self._part(part)
        elif isinstance(content, str) and content:
            self._text(content)
        if isinstance(refusal := delta.get("refusal"), str) and refusal:
            self._speaks()
            self._writer.refusal(refusal, self._texts)
        for annotation in delta.get("annotations") or ():
            self._annotation(annotation)
        for name in UNTOLD:
            if delta.get(name):
                self._writer.notes.add("output-item-dropped")
        if fragments:
            self._silent()
            self._calls.feed(fragments)
        if function := delta.get("function_call"):
            self._silent()
            self._calls.legacy(function)

    def goes_on(self, delta: dict[str, Any]) -> tuple[str, str] | None:
        """Return the field that holds the text of a delta, and the text, if it holds nothing else; None for any other."""
        if fragments := delta.get("tool_calls"):
            return self._calls.goes_on(fragments) if len(delta) == 1 else None
        name = "content" if self._speaking else self._reasoning.field
        text = delta.get(name)
        if type(text) is not str or (len(delta) > 1 and any(delta[other] for other in delta if other != name and other != "role")):
            return None
        return name, text

    def more(self, delta: dict[str, Any], texts: list[str]) -> None:
        """Take the texts of further deltas that are otherwise like the last one."""
        if fragments := delta.get("tool_calls"):
            self._calls.more(fragments[0]["index"], texts)
        elif self._speaking:
            self._said.add_all(texts)
            self._writer.several(texts, self._texts, self._writer.text)
        else:
            self._reasoning.more(texts)

    def finish(self, truncated: bool) -> None:
        """The answer has ended; truncated: it was cut off."""
        self._reasoning.end()
        self._calls.finish(truncated)

    def _part(self, part: object) -> None:
        """Take one part of content: text, or thinking, in parts of its own (Mistral; Databricks calls those a summary)."""
        if not isinstance(part, dict):
            return
        text, thinking = part.get("text"), part.get("thinking") or part.get("summary")
        if part.get("type") in THOUGHTS:
            thinking = thinking or text
        elif isinstance(text, str) and text:
            self._text(text)
        for inner in thinking if isinstance(thinking, list) else [{"text": thinking}]:
            if isinstance(inner, dict) and isinstance(text := inner.get("text"), str) and text:
                self._thinks()
                self._reasoning.feed({"reasoning_content": text})

    def _text(self, text: str) -> None:
        self._speaks()
        self._said.add(text)
        self._writer.text(text, self._texts)
        if self._early:
            for citation in self._early:
                self._writer.citation(citation, self._texts)
            self._early = []

    def _speaks(self) -> None:
        if not self._speaking:
            self._reasoning.end()
            self._speaking = True

    def _thinks(self) -> None:
        self._thought = True
        self._ends_text()

    def _silent(self) -> None:
        """A tool call goes on: what was said or thought before it is over."""
        self._reasoning.end()
        self._ends_text()

    def _ends_text(self) -> None:
        if self._speaking:
            self._speaking = False
            self._writer.end(self._texts)
            self._texts += 1
            self._said = Gathered()

    def _annotation(self, annotation: object) -> None:
        citation = citation_of(annotation, self._said.text())
        if citation is not None:
            if self._speaking:
                self._writer.citation(citation, self._texts)
            else:
                self._early.append(citation)
