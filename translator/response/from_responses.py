"""Streaming events and answers of the Responses API → the writer.

https://platform.openai.com/docs/api-reference/responses-streaming
"""

from collections.abc import Callable, Hashable
from typing import Any

from translator.notes import Notes
from translator.response import usage
from translator.response.deltas.ending import CUT
from translator.response.gathered import Gathered
from translator.response.items.call import CallItem
from translator.response.items.ending import BEGUN, status_of, stop_reason
from translator.response.items.message import MessageItem
from translator.response.items.reasoning import ReasoningItem
from translator.response.items.registry import Registry
from translator.response.items.runs import PARTS, RUNS
from translator.response.items.search import SearchItem
from translator.response.upstream_error import has_error, read
from translator.response.writer import Writer

Event = dict[str, Any]


class Reader:
    """feed() every event, end() when the stream is over, or whole() for an answer in one piece; the writer has the result."""

    idle = frozenset({b"response.created", b"response.in_progress", b"response.queued"})

    def __init__(self, writer: Writer, notes: Notes | None = None) -> None:
        self.writer = writer
        if notes is not None:
            writer.notes = notes
        self.registry = Registry(writer)
        self._item, self._items = self.registry.of, self.registry.items
        # The part whose text came last, which the next text most likely belongs to; and how many items there were.
        self._where: tuple[object, object, object, int] | None = None
        self._heard = Gathered()
        self._key: Hashable = None

    def feed(self, event: Event) -> None:
        """Take one event."""
        handler = HANDLERS.get(event.get("type", ""))
        if handler is not None:
            handler(self, event)
        elif has_error(event):
            self._error(event)
        elif event.get("object") == "response" and "type" not in event:
            # A server that does not stream though it was asked to.
            self._ended({"response": event})

    def goes_on(self, event: Event) -> tuple[str, str] | None:
        """Return where an event that was just taken has its text, and the text, if those after it may differ from it in that alone."""
        item_id, delta = event.get("item_id"), event.get("delta")
        return ("delta", delta) if type(delta) is str and type(item_id) is str and item_id and event.get("type") in RUNS else None

    def more(self, event: Event, texts: list[str]) -> None:
        """Take further texts, as feed() takes events like the last one."""
        self._item(event, RUNS[event["type"]]).more(event, texts)

    def end(self, said: bool = False) -> None:
        """The stream is over without an end of the answer; said: with [DONE]. An answer whose every item is whole counts as ended."""
        if self.writer.done:
            return
        if said and self.registry.items and all(item.closed for item in self.registry.items):
            self._finish("end_turn")
        self.writer.fail("api_error", CUT)

    def whole(self, response: Event) -> None:
        """Take an answer in one piece."""
        if "output" not in response and "status" not in response:
            self._error(response)
        else:
            self._ended({"response": response})

    def _text(self, event: Event) -> None:
        delta = event.get("delta")
        if type(delta) is not str:
            return
        where = (event.get("item_id"), event.get("output_index"), event.get("content_index"), len(self._items))
        if where != self._where:
            self._where = where
            self._heard, self._key = self._item(event, MessageItem).part(event.get("content_index") or 0)
        self._heard.add(delta)
        self.writer.text(delta, self._key)

    def _text_done(self, event: Event) -> None:
        self._item(event, MessageItem).text_done(event.get("content_index") or 0, event.get("text"))

    def _annotation(self, event: Event) -> None:
        self._item(event, MessageItem).annotation(event.get("content_index") or 0, event.get("annotation"))

    def _refusal(self, event: Event) -> None:
        delta = event.get("delta")
        if type(delta) is str:
            self._item(event, MessageItem).refusal(event.get("content_index") or 0, delta)

    def _refusal_done(self, event: Event) -> None:
        self._item(event, MessageItem).refusal_done(event.get("content_index") or 0, event.get("refusal"))

    def _part_added(self, event: Event) -> None:
        part = event.get("part")
        if isinstance(part, dict) and part.get("type") in ("output_text", "refusal"):
            self._where = None
            self._item(event, MessageItem).part_added(event.get("content_index") or 0)

    def _part_done(self, event: Event) -> None:
        part = event.get("part")
        if isinstance(part, dict) and (kind := PARTS.get(str(part.get("type")))) is not None:
            self._item(event, kind).part_done(event.get("content_index") or 0, part)

    def _arguments(self, event: Event) -> None:
        delta = event.get("delta")
        if type(delta) is str:
            self._item(event, CallItem).arguments(delta)

    def _arguments_done(self, event: Event) -> None:
        self._item(event, CallItem).arguments_done(event.get("arguments"), event.get("name"))

    def _summary(self, event: Event) -> None:
        delta = event.get("delta")
        if type(delta) is str:
            self._item(event, ReasoningItem).text("summary", event.get("summary_index"), delta)

    def _summary_done(self, event: Event) -> None:
        self._item(event, ReasoningItem).text_done("summary", event.get("summary_index"), event.get("text"))

    def _summary_part_done(self, event: Event) -> None:
        part = event.get("part")
        if isinstance(part, dict):
            self._item(event, ReasoningItem).text_done("summary", event.get("summary_index"), part.get("text"))

    def _reasoning(self, event: Event) -> None:
        delta = event.get("delta")
        if isinstance(delta, dict):
            # Older vLLM.
            delta = delta.get("text") or delta.get("content")
        if type(delta) is str:
            self._item(event, ReasoningItem).text("content", event.get("content_index") or 0, delta)

    def _reasoning_done(self, event: Event) -> None:
        self._item(event, ReasoningItem).text_done("content", event.get("content_index") or 0, event.get("text"))

    def _ended(self, event: Event) -> None:
        response = event.get("response")
        if not isinstance(response, dict):
            response = {}
        status = status_of(response, str(event.get("type", "")))
        self.writer.usage(usage.from_responses(response.get("usage")))
        if status in ("failed", "cancelled") or has_error(response):
            self._error({"error": response.get("error") or {"message": f"the answer was {status}"}})
            return
        if status in BEGUN:
            self.writer.fail("api_error", CUT)
            return
        self.registry.ended(response.get("output"))
        self._finish(stop_reason(response, status))

    def _finish(self, stop_reason: str) -> None:
        for item in self.registry.items:
            if isinstance(item, ReasoningItem | CallItem):
                item.give_up()
        for item in self.registry.items:
            if isinstance(item, SearchItem) and item.late():
                self.writer.notes.add("search-results-from-citations")
        self.writer.finish(stop_reason)

    def _error(self, event: Event) -> None:
        error = event.get("error")
        told = read(error if error else event, self.writer.input_tokens, self.writer.context, self.writer.key_name)
        self.writer.fail(told.kind, told.message, told.status, told.final)


# Outside of readers: one that held its own methods would be freed by the collector alone, which stops everything to find it.
HANDLERS: dict[str, Callable[[Reader, Event], None]] = {
    "response.output_text.delta": Reader._text,
    "response.output_text.done": Reader._text_done,
    "response.output_text.annotation.added": Reader._annotation,
    "response.refusal.delta": Reader._refusal,
    "response.refusal.done": Reader._refusal_done,
    "response.content_part.added": Reader._part_added,
    "response.content_part.done": Reader._part_done,
    "response.function_call_arguments.delta": Reader._arguments,
    "response.function_call_arguments.done": Reader._arguments_done,
    "response.reasoning_summary_text.delta": Reader._summary,
    "response.reasoning_summary_text.done": Reader._summary_done,
    "response.reasoning_summary_part.added": lambda reader, event: reader.registry.of(event, ReasoningItem).part_added(),
    "response.reasoning_summary_part.done": Reader._summary_part_done,
    "response.reasoning_text.delta": Reader._reasoning,
    "response.reasoning_text.done": Reader._reasoning_done,
    "response.reasoning.delta": Reader._reasoning,
    "response.reasoning.done": Reader._reasoning_done,
    "response.output_item.added": lambda reader, event: reader.registry.added(event),
    "response.output_item.done": lambda reader, event: reader.registry.done(event),
    **dict.fromkeys(("error", "response.error"), Reader._error),
    **dict.fromkeys((f"response.{how}" for how in ("completed", "incomplete", "failed", "cancelled", "done")), Reader._ended),
}
