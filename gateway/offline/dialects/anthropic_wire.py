"""Answer → the Messages API's message, as one object or as a stream of events.

Shapes: https://docs.anthropic.com/en/api/messages and …/docs/build-with-claude/streaming.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import orjson
from starlette.responses import JSONResponse, Response

from gateway.offline import seal
from gateway.offline.answer import Answer, Called, Said, Searched, Thought, tokens
from gateway.offline.conversation import Conversation, Json
from gateway.offline.errors import ApiError
from gateway.offline.usage import Usage
from gateway.offline.wires.wire import Event, new_id

_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}
_STOP = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"}
_THOUGHT = "The user wants something done; no model is here to think about it."
Deltas = list[Json]


class AnthropicWire:
    """One message: call `body()` or `events()`, not both."""

    def __init__(self, request: Json, answer: Answer, used: Usage) -> None:
        self._answer = answer
        self._omitted = (request.get("thinking") or {}).get("display") == "omitted"
        self._blocks = [block for part in answer.parts for block in self._of(part)]
        searches = sum(isinstance(part, Searched) for part in answer.parts)
        self._usage: Json = {
            "input_tokens": max(1, used.input - used.cached),
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": used.cached,
            "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
            "output_tokens": used.output,
            "service_tier": "standard",
        }
        if searches:
            self._usage["server_tool_use"] = {"web_search_requests": searches, "web_fetch_requests": 0}
        self._message: Json = {
            "id": new_id("msg")[:28],
            "type": "message",
            "role": "assistant",
            "model": request["model"],
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
        }

    def body(self) -> bytes:
        """The whole message."""
        content = [whole for whole, _, _ in self._blocks]
        return orjson.dumps({**self._message, "content": content, "stop_reason": self._stop, "usage": self._usage})

    def events(self) -> Iterator[Event]:
        """The stream, with a ping after its first event, as the real one has it."""
        yield _event("message_start", message={**self._message, "usage": {**self._usage, "output_tokens": 1}})
        yield _event("ping")
        for index, (_, opening, deltas) in enumerate(self._blocks):
            yield _event("content_block_start", index=index, content_block=opening)
            for delta in deltas:
                yield _event("content_block_delta", is_delta=True, index=index, delta=delta)
            yield _event("content_block_stop", index=index)
        yield _event("message_delta", delta={"stop_reason": self._stop, "stop_sequence": None}, usage=self._usage)
        yield _event("message_stop")

    def failure(self, message: str, code: str) -> bytes:
        """The error event of a stream that fails half-way."""
        kind = code if code in _TYPES.values() else "api_error"
        return _event("error", error={"type": kind, "message": message}).data

    @property
    def _stop(self) -> str:
        parts = self._answer.parts
        if any(isinstance(part, Said) and part.refusal for part in parts):
            return "refusal"
        return "tool_use" if self._answer.finish == "stop" and any(isinstance(p, Called) for p in parts) else _STOP[self._answer.finish]

    def _of(self, part: Thought | Called | Said | Searched) -> Iterator[tuple[Json, Json, Deltas]]:
        """Each block of a part: whole, as its stream begins, and what then comes."""
        match part:
            case Thought():
                text = "" if self._omitted else "\n\n".join(part.summary)
                empty = {"type": "thinking", "thinking": "", "signature": ""}
                deltas: Deltas = [{"type": "thinking_delta", "thinking": text}] if text else []
                deltas.append({"type": "signature_delta", "signature": part.encrypted})
                yield {"type": "thinking", "thinking": text, "signature": part.encrypted}, empty, deltas
            case Called():
                head = {"type": "tool_use", "id": new_id("toolu")[:30], "name": part.name, "caller": {"type": "direct"}}
                pieces = [{"type": "input_json_delta", "partial_json": piece} for piece in ("", *part.pieces)]
                yield {**head, "input": part.read_arguments()}, {**head, "input": {}}, pieces
            case Said():
                cited = [_citation(part, one.start, one.end, one.url, one.title) for one in part.citations]
                texts: Deltas = [{"type": "text_delta", "text": piece} for piece in part.pieces]
                texts += [{"type": "citations_delta", "citation": one} for one in cited]
                whole: Json = {"type": "text", "text": part.text, "citations": cited or None}
                yield whole, {"type": "text", "text": "", **({"citations": []} if cited else {})}, texts
            case Searched():
                known = new_id("srvtoolu")[:30]
                use = {"type": "server_tool_use", "id": known, "name": "web_search"}
                query = orjson.dumps({"query": part.query}).decode()
                yield (
                    {**use, "input": {"query": part.query}},
                    {**use, "input": {}},
                    [{"type": "input_json_delta", "partial_json": query}],
                )
                pages = [
                    {
                        "type": "web_search_result",
                        "url": url,
                        "title": part.query,
                        "encrypted_content": seal.issue("web", url),
                        "page_age": None,
                    }
                    for url in part.sources
                ]
                result = {"type": "web_search_tool_result", "tool_use_id": known, "content": pages}
                yield result, result, []


def _citation(part: Said, start: int, end: int, url: str, title: str) -> Json:
    index = seal.issue("web", url)
    cited = part.text[start:end]
    return {"type": "web_search_result_location", "url": url, "title": title, "encrypted_index": index, "cited_text": cited}


def _event(kind: str, *, is_delta: bool = False, **fields: object) -> Event:
    return Event(f"event: {kind}\ndata: ".encode() + orjson.dumps({"type": kind, **fields}) + b"\n\n", is_delta)


def think(answer: Answer, body: Json, conversation: Conversation) -> Answer:
    """The answer after its signed thought, where the request lets the model think."""
    thinking = body.get("thinking") or {}
    if thinking.get("type") not in ("enabled", "adaptive") or any(isinstance(part, Thought) for part in answer.parts):
        return answer
    thought = Thought((_THOUGHT,), seal.issue(conversation.model, new_id("rs")))
    return dataclasses.replace(answer, parts=(thought, *answer.parts))


def model(name: str) -> Json:
    """One model object; any name is a model here."""
    shown = re.sub(r"-\d{8}$", "", name).replace("-", " ").title()
    return {"type": "model", "id": name, "display_name": shown, "created_at": "2026-01-01T00:00:00Z"}


def models() -> Json:
    """The model list."""
    data = [model(name) for name in ("claude-opus-4-5-20251101", "claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001")]
    return {"data": data, "has_more": False, "first_id": data[0]["id"], "last_id": data[-1]["id"]}


def count(body: Json) -> Json:
    """The answer of count_tokens."""
    return {"input_tokens": tokens(len(orjson.dumps(body)))}


def error(refused: ApiError, request_id: str) -> Response:
    """An error in the API's shape."""
    kind = _TYPES.get(refused.status, "api_error" if refused.status >= 500 else "invalid_request_error")
    body = {"type": "error", "error": {"type": kind, "message": refused.body["error"]["message"]}, "request_id": request_id}
    return JSONResponse(body, status_code=refused.status, headers={"request-id": request_id, **refused.headers})
