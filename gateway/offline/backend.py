"""From a request to its reply: check it, choose the scenario or the agent, dress the answer for its wire, log it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.offline import agent
from gateway.offline.answer import Answer, tokens
from gateway.offline.arriving import authorise, marker_of, parsed
from gateway.offline.conversation import Conversation, Json
from gateway.offline.dialect import Dialect
from gateway.offline.errors import ApiError
from gateway.offline.prompt_cache import PromptCache
from gateway.offline.replay import Player
from gateway.offline.replies import error_reply, json_reply, new_request_id
from gateway.offline.requests_log import Record, RequestsLog
from gateway.offline.scripted.marker import Marker
from gateway.offline.scripted.scenarios import play
from gateway.offline.scripted.script import Script
from gateway.offline.sending import deliver
from gateway.offline.strict.check import Counted, refuse
from gateway.offline.usage import Usage

STRICT_HEADER = "x-offline-strict"
Endpoint = Callable[[Request], Awaitable[ASGIApp]]
Error = Callable[[ApiError, str], Response]


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

    def speaks(self, dialect: Dialect) -> Endpoint:
        """The endpoint that answers a conversation in this dialect."""

        async def endpoint(request: Request) -> ASGIApp:
            return await self._answer(request, dialect)

        return endpoint

    async def small(
        self, request: Request, make: Callable[[Json], Json], may: Callable[[Request], None] = authorise, error: Error = error_reply
    ) -> Response:
        """A request that is answered with one JSON object and knows no scenarios; `may` lets it in or raises ApiError."""
        record, raw = await self._arrived(request)
        try:
            may(request)
            reply = json_reply(make(parsed(raw) if request.method == "POST" else {}), request_id=record.id)
        except ApiError as refused:
            reply = error(refused, record.id)
        record.status, record.outcome = reply.status_code, "done"
        return reply

    async def _answer(self, request: Request, dialect: Dialect) -> ASGIApp:
        record, raw = await self._arrived(request)
        try:
            dialect.authorise(request)
            body = dialect.prepare(parsed(raw), request)
            if self.player is not None:
                playing = self.player.play(dialect.wire, body)
                record.scenario, record.status, record.outcome = "replay", playing.status, "done"
                return playing
            counted = refuse(body, raw, dialect.wire) if dialect.strict and self._is_strict(request) else None
            conversation = dialect.read(body)
            marker = marker_of(request, conversation)
            record.scenario = marker.name if marker else None
            chat = dialect.wire != "responses"
            script = self._play(marker, conversation, body, chat=chat) if marker else Script(agent.answer(conversation), exact=False)
        except ApiError as error:
            record.status, record.outcome = error.status, "done"
            return dialect.error(error, record.id)
        answer = script.answer if script.exact else dialect.think(script.answer, body, conversation)
        dressed = dialect.dress(body, answer, self._usage(dialect.cached(body), answer, counted, len(raw)))
        return deliver(record, script, dressed, dialect, streamed=dialect.streamed(body))

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
