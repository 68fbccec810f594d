"""Answer → OpenAI's Responses API, as one object or as a stream of events.

Shapes: https://platform.openai.com/docs/api-reference/responses and …/responses-streaming.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import orjson

from gateway.offline.answer import Answer, Called, Citation, Part, Said, Searched, Thought
from gateway.offline.usage import Usage
from gateway.offline.wires.responses_items import annotation, content, finished, item_id, opening, usage
from gateway.offline.wires.wire import Event, new_id

Json = dict[str, Any]
_ECHOED: dict[str, Any] = {
    "instructions": None,
    "max_output_tokens": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "reasoning": {"effort": None, "summary": None},
    "safety_identifier": None,
    "store": True,
    "temperature": 1.0,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1.0,
    "truncation": "disabled",
    "user": None,
}


class ResponsesWire:
    """One answer on the Responses API: call `body()` or `events()`, not both."""

    def __init__(self, request: Json, answer: Answer, used: Usage) -> None:
        self._answer = answer
        self._sequence = -1
        self._usage = usage(used)
        self._created = int(time.time())
        self._id = new_id("resp")
        self._model = request["model"]
        include = request.get("include")
        self._sources = isinstance(include, list) and "web_search_call.action.sources" in include
        # Serialised once: a stream carries these two, often large, in three events.
        heavy = {name: orjson.Fragment(orjson.dumps(request[name])) for name in ("tools", "instructions") if request.get(name)}
        given = {name: request[name] for name in _ECHOED if request.get(name) is not None}
        self._echo: Json = {**_ECHOED, **given, **heavy}

    def body(self) -> bytes:
        """The response object of a request that is not streamed."""
        return orjson.dumps(self._final([self._finished(part, item_id(part)) for part in self._answer.parts]))

    def events(self) -> Iterator[Event]:
        """The stream, from response.created to response.completed or response.incomplete."""
        for name in ("response.created", "response.in_progress"):
            yield self._event(name, response=self._response("in_progress", []))
        items: list[Json] = []
        for index, part in enumerate(self._answer.parts):
            own = item_id(part)
            yield self._event("response.output_item.added", output_index=index, item=opening(part, own))
            yield from self._inside(part, {"item_id": own, "output_index": index})
            items.append(self._finished(part, own))
            yield self._event("response.output_item.done", output_index=index, item=items[-1])
        yield self._event(f"response.{self._status}", response=self._final(items))

    def failure(self, message: str, code: str) -> bytes:
        """The event that ends a stream which fails half-way."""
        response = self._response("failed", []) | {"error": {"code": code, "message": message}}
        return self._event("response.failed", response=response).data

    @property
    def _status(self) -> str:
        return "completed" if self._answer.finish == "stop" else "incomplete"

    def _finished(self, part: Part, own: str) -> Json:
        return finished(part, own, self._status, sources=self._sources)

    def _inside(self, part: Part, at: Json) -> Iterator[Event]:
        match part:
            case Called():
                for piece in part.pieces:
                    yield self._delta("response.function_call_arguments.delta", **at, delta=piece)
                yield self._event("response.function_call_arguments.done", **at, name=part.name, arguments=part.arguments)
            case Thought():
                for number, summary in enumerate(part.summary):
                    yield from self._summary(summary, {**at, "summary_index": number})
            case Searched():
                for stage in ("in_progress", "searching", "completed"):
                    yield self._event(f"response.web_search_call.{stage}", **at)
            case Said(refusal=refusal):
                kind, key = ("refusal", "refusal") if refusal else ("output_text", "text")
                extra: Json = {} if refusal else {"logprobs": []}
                at = {**at, "content_index": 0}
                yield self._event("response.content_part.added", **at, part=content("", refusal=refusal))
                for piece in part.pieces:
                    yield self._delta(f"response.{kind}.delta", **at, delta=piece, **extra)
                yield from self._citations(part.citations, at)
                whole: Json = {key: part.text, **extra}
                yield self._event(f"response.{kind}.done", **at, **whole)
                yield self._event("response.content_part.done", **at, part=content(part.text, refusal=refusal, citations=part.citations))

    def _citations(self, citations: tuple[Citation, ...], at: Json) -> Iterator[Event]:
        for number, citation in enumerate(citations):
            yield self._event("response.output_text.annotation.added", **at, annotation_index=number, annotation=annotation(citation))

    def _summary(self, text: str, at: Json) -> Iterator[Event]:
        yield self._event("response.reasoning_summary_part.added", **at, part={"type": "summary_text", "text": ""})
        for word in text.splitlines(keepends=True):
            yield self._delta("response.reasoning_summary_text.delta", **at, delta=word)
        yield self._event("response.reasoning_summary_text.done", **at, text=text)
        yield self._event("response.reasoning_summary_part.done", **at, part={"type": "summary_text", "text": text})

    def _event(self, kind: str, *, delta_event: bool = False, **fields: object) -> Event:
        self._sequence += 1
        payload = orjson.dumps({"type": kind, "sequence_number": self._sequence, **fields})
        return Event(b"event: " + kind.encode() + b"\ndata: " + payload + b"\n\n", delta=delta_event)

    def _delta(self, kind: str, **fields: object) -> Event:
        return self._event(kind, delta_event=True, **fields)

    def _final(self, items: list[Json]) -> Json:
        reason = {"length": "max_output_tokens", "content_filter": "content_filter"}.get(self._answer.finish)
        response = self._response(self._status, items)
        response["incomplete_details"] = {"reason": reason} if reason else None
        response["completed_at"] = int(time.time()) if reason is None else None
        response["usage"] = self._usage
        return response

    def _response(self, status: str, items: list[Json]) -> Json:
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created,
            "status": status,
            "background": False,
            "error": None,
            "incomplete_details": None,
            "model": self._model,
            "output": items,
            "service_tier": "default",
            "usage": None,
            **self._echo,
        }
