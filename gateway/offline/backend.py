"""From a request to its reply: check it, choose the scenario or the agent, dress the answer for its wire, log it."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.offline import agent
from gateway.offline.answer import Answer, tokens
from gateway.offline.conversation import Conversation, Json, Text
from gateway.offline.delivery import Delivery, Outcome, Pace
from gateway.offline.errors import ApiError
from gateway.offline.harness import last_instruction
from gateway.offline.prompt_cache import PromptCache
from gateway.offline.replay import Player
from gateway.offline.replies import error_reply, json_reply, new_request_id
from gateway.offline.requests_log import Record, RequestsLog
from gateway.offline.scripted.marker import Marker, in_text, read_marker
from gateway.offline.scripted.scenarios import play
from gateway.offline.scripted.script import Script
from gateway.offline.strict.check import Counted, refuse
from gateway.offline.thinking import with_reasoning
from gateway.offline.usage import Usage
from gateway.offline.wires.chat_wire import ChatWire
from gateway.offline.wires.read_request import from_chat, from_completions, from_responses
from gateway.offline.wires.responses_wire import ResponsesWire
from gateway.offline.wires.small_apis import CompletionsWire
from gateway.offline.wires.wire import Event, Wire

HEADER = "x-offline-scenario"
STRICT_HEADER = "x-offline-strict"
_KEYLESS = ("", "none", "null")
Dress = Callable[[Json, Any, Usage], Wire]


class Backend:
    """Answers requests and keeps them in a log."""

    def __init__(self, log: RequestsLog) -> None:
        self.strict = False
        self.player: Player | None = None
        self._log = log
        self._cache = PromptCache()
        self._played: Counter[bytes] = Counter()

    def forget(self) -> None:
        """Empty the log, and let every scenario that counts its requests begin anew."""
        self._log.clear()
        self._played.clear()
        if self.player is not None:
            self.player.forget()

    async def responses(self, request: Request) -> ASGIApp:
        """POST /v1/responses."""
        return await self._answer(request, from_responses, ResponsesWire, wire="responses")

    async def chat(self, request: Request) -> ASGIApp:
        """POST /v1/chat/completions."""
        return await self._answer(request, from_chat, ChatWire, wire="chat")

    async def completions(self, request: Request) -> ASGIApp:
        """POST /v1/completions."""
        return await self._answer(request, from_completions, CompletionsWire, wire="completions")

    async def small(self, request: Request, make: Callable[[Json], Json]) -> Response:
        """A request that is answered with one JSON object and knows no scenarios."""
        record, raw = await self._arrived(request)
        try:
            _authorise(request)
            reply = json_reply(make(_body(request, raw) if request.method == "POST" else {}), request_id=record.id)
        except ApiError as error:
            reply = error_reply(error, record.id)
        record.status, record.outcome = reply.status_code, "done"
        return reply

    async def _answer(self, request: Request, read: Callable[[Json], Conversation], dress: Dress, *, wire: str) -> ASGIApp:
        record, raw = await self._arrived(request)
        try:
            _authorise(request)
            body = _body(request, raw)
            if self.player is not None:
                playing = self.player.play(wire, body)
                record.scenario, record.status, record.outcome = "replay", playing.status, "done"
                return playing
            counted = refuse(body, raw, wire) if self._is_strict(request) else None
            conversation = read(body)
            marker = _marker(request, conversation)
            record.scenario = marker.name if marker else None
            chat = wire != "responses"
            script = self._play(marker, conversation, body, chat=chat) if marker else Script(agent.answer(conversation), exact=False)
        except ApiError as error:
            record.status, record.outcome = error.status, "done"
            return error_reply(error, record.id)
        answer = (
            script.answer if script.exact or wire == "completions" else with_reasoning(script.answer, body, conversation.model, chat=chat)
        )
        dressed = dress(body, answer, self._usage(body, answer, counted, len(raw)))
        return _deliver(record, script, dressed, streamed=body.get("stream") is True)

    def _play(self, marker: Marker, conversation: Conversation, body: Json, *, chat: bool) -> Script:
        key = orjson.dumps([marker.name, marker.options])
        played = self._played[key]
        self._played[key] += 1
        return play(marker, conversation, body, chat=chat, played=played)

    def _is_strict(self, request: Request) -> bool:
        asked = request.headers.get(STRICT_HEADER)
        return self.strict if asked is None else asked == "1"

    def _usage(self, body: Json, answer: Answer, counted: Counted | None, size: int) -> Usage:
        """Tokens as the tokenizer counts them in strict mode, else a quarter of the characters, which costs nothing."""
        reasoning = tokens(answer.reasoning_chars)
        if counted is None:
            used = tokens(size)
            return Usage(used, tokens(answer.output_chars) + reasoning, self._cache.cached(body, used), reasoning)
        output = counted.output(answer.output_texts) + reasoning
        return Usage(counted.input, output, self._cache.cached(body, counted.input), reasoning)

    async def _arrived(self, request: Request) -> tuple[Record, bytes]:
        raw = await request.body()
        return self._log.add(new_request_id(), request.method, request.url.path, request.headers.items(), raw), raw


def _deliver(record: Record, script: Script, wire: Wire, *, streamed: bool) -> ASGIApp:
    record.status = script.status

    def ended(outcome: Outcome) -> None:
        record.outcome = outcome

    headers = {"x-request-id": record.id, "openai-processing-ms": "1"}
    pace = script.pace
    if script.fixed is not None:
        fixed = script.fixed
        headers["content-type"] = fixed.content_type
        if not fixed.streamed:
            headers["content-length"] = str(sum(map(len, fixed.pieces)))
        events = [Event(piece, delta=True) for piece in fixed.pieces]
        return Delivery(status=script.status, headers=headers, events=events, failure=bytes, pace=pace, ended=ended)
    if streamed:
        headers |= {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache"}
        failure = functools.partial(wire.failure, *script.failure)
        return Delivery(status=200, headers=headers, events=wire.events(), failure=failure, pace=pace, ended=ended)
    if pace.break_after is not None and pace.ending == "fail":
        record.outcome, record.status = "done", 500
        return error_reply(ApiError(500, script.failure[0], code=script.failure[1]), record.id)
    whole = wire.body()
    headers |= {"content-type": "application/json", "content-length": str(len(whole))}
    events = [Event(whole[: len(whole) // 2]), Event(whole[len(whole) // 2 :], delta=True)]
    return Delivery(status=200, headers=headers, events=events, failure=bytes, pace=_unstreamed(pace), ended=ended)


def _unstreamed(pace: Pace) -> Pace:
    """A pace for one JSON object: a stall comes before its first byte, a cut in its middle."""
    if pace.break_after is None:
        return Pace(first_byte=pace.first_byte, after_headers=pace.after_headers, unanswered=pace.unanswered)
    return Pace(first_byte=pace.stall) if pace.ending == "stall" else Pace(break_after=0, ending=pace.ending)


def _authorise(request: Request) -> None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    azure = request.headers.get("api-key", "").strip().lower()
    if (scheme.lower() != "bearer" or key.strip().lower() in _KEYLESS) and azure in _KEYLESS:
        message = "You didn't provide an API key. Provide it in an Authorization header using Bearer auth (Authorization: Bearer YOUR_KEY)."
        raise ApiError(401, message, code="invalid_api_key")


def _body(request: Request, raw: bytes) -> Json:
    body = _parsed(raw)
    if "deployment" in request.path_params:  # Azure names the model in the path.
        body.setdefault("model", request.path_params["deployment"])
    return body


def _parsed(raw: bytes) -> Json:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise ApiError(400, "We could not parse the JSON body of your request.") from None
    if not isinstance(body, dict):
        raise ApiError(400, "The JSON body of your request must be an object.")
    return body


def _marker(request: Request, conversation: Conversation) -> Marker | None:
    """The scenario that the header names, or the marker in the user's text when nothing has come after that text."""
    header = request.headers.get(HEADER)
    if header:
        return read_marker(header)[0]
    start, blocks = last_instruction(conversation)
    later = conversation.turns[start + 1 :]
    if any(not isinstance(turn, Text) or turn.role == "assistant" for turn in later):
        return None
    return next((found for block in blocks if (found := in_text(block))), None)
