"""POST /v1/messages: plan, ask the upstream, answer, streamed or whole."""

import asyncio
import time
from datetime import UTC, datetime

import aiohttp
import orjson

from gateway.records import Record
from translator import body as bodies
from translator import forward
from translator.channel import Headers
from translator.failure import Failure
from translator.plan import Plan
from translator.request.passes import plan as make_plan
from translator.response.stream import Stream
from translator.routes import Route
from translator.services import Exchange, Services
from translator.tape import Tape
from translator.translation import read_whole, reader_of, upstream_body
from translator.upstream import pieces, whole

EVENT_STREAM: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
]


class Book:
    """The record of one request, written once: before the last byte goes to the client, or when there will be none."""

    def __init__(self, exchange: Exchange, services: Services) -> None:
        self.record = _record(exchange, services.path)
        self._channel = exchange.channel
        self._records = services.records
        self._began = time.perf_counter()
        self._open = True

    def close(self) -> None:
        """Write the record, unless it is written."""
        if not self._open:
            return
        self._open = False
        self.record.total_ms = self._since(time.perf_counter())
        if self._channel.first_byte_at is not None:
            self.record.first_token_ms = self._since(self._channel.first_byte_at)
        self._records.write(self.record)

    def _since(self, moment: float) -> float:
        return round((moment - self._began) * 1000, 2)


async def answer(exchange: Exchange, services: Services) -> None:
    """Answer one request; raises Failure where it ends before it has an answer. Leaves one record, however it ends."""
    book = Book(exchange, services)
    record = book.record
    try:
        await _answer(exchange, services, book)
    except Failure as failure:
        record.status, record.error = failure.status, failure.kind
        record.upstream_request_id = failure.upstream_request_id or record.upstream_request_id
        raise
    except asyncio.CancelledError:
        record.status, record.error = (504, "timeout_error") if exchange.channel.timed_out else (499, "client_disconnected")
        raise
    finally:
        book.close()


def _record(exchange: Exchange, path: str) -> Record:
    headers = exchange.headers
    return Record(
        time=datetime.now(UTC).isoformat(timespec="milliseconds"),
        request_id=exchange.request_id,
        session=headers.get("x-claude-code-session-id"),
        agent=headers.get("x-claude-code-agent-id"),
        client=headers.get("user-agent"),
        path=path if exchange.inner is None else "governed",
    )


async def _answer(exchange: Exchange, services: Services, book: Book) -> None:
    record = book.record
    request, replaced = bodies.parse(exchange.raw)
    asked = request.get("model")
    if not isinstance(asked, str) or not asked:
        raise Failure(400, "invalid_request_error", "model: Field required" if asked is None else "model: Input should be a valid string")
    record.model = exchange.headers.get("x-openai-code-model", asked) if exchange.inner is not None else asked
    # LiteLLM has chosen the deployment already, and put its model's own name into the request.
    route = services.routes.find(asked) if exchange.inner is None else services.routes.numbered(exchange.inner, asked)
    record.target, record.provider = route.target.model, route.provider
    if route.forward:
        record.path = "litellm"
        await forward.to_litellm(exchange, services, record)
        return
    plan = make_plan(request, route.target, asked, record.session)
    if replaced:
        plan.notes.add("half-surrogates-replaced")
    record.wire, record.stream, record.notes = route.target.wire, plan.stream, plan.notes.kinds
    await _ask(exchange, services, book, route, plan)


async def _ask(exchange: Exchange, services: Services, book: Book, route: Route, plan: Plan) -> None:
    channel, record = exchange.channel, book.record
    body = upstream_body(plan, route.drop)
    sent = orjson.dumps(body)
    estimate = services.estimates.tokens(route.target.model, len(sent))
    headers: Headers = [(b"request-id", exchange.request_id.encode())]
    work = asyncio.current_task()
    if work is not None:
        channel.keep_alive(work, [*EVENT_STREAM, *headers] if plan.stream else None, services.silence)
    tape = None
    if services.recorder is not None:
        tape = services.recorder.begin(exchange.request_id, record.session, route, plan, body, estimate)
        channel.listen(tape.told)
    channel.waits()
    context = route.target.capability.context
    response, record.retries = await services.upstream.post(
        # On the governed path LiteLLM alone retries.
        route.url,
        route.headers,
        sent,
        context,
        estimate,
        retries=services.max_retries if exchange.inner is None else 0,
        refused=tape.refused if tape is not None else None,
    )
    if tape is not None:
        tape.answered(response.status, response.headers)
    record.upstream_request_id = response.headers.get("x-request-id")
    if plan.notes.kinds:
        headers.append((b"x-openai-code-notes", plan.notes.header().encode()))
    call = Call(exchange, services, book, route, plan, response, headers, len(sent), estimate, tape)
    streamed = "text/event-stream" in response.headers.get("content-type", "")
    try:
        await (call.stream() if streamed else call.whole())
    except BaseException:
        # Closing, not releasing: whatever ends us early ends the upstream's work too.
        response.close()
        raise


class Call:
    """One upstream answer on its way to the client."""

    def __init__(
        self,
        exchange: Exchange,
        services: Services,
        book: Book,
        route: Route,
        plan: Plan,
        response: aiohttp.ClientResponse,
        headers: Headers,
        size: int,
        estimate: int,
        tape: Tape | None,
    ) -> None:
        self.exchange, self.services, self.book, self.route, self.plan = exchange, services, book, route, plan
        self.record = book.record
        self.response, self.headers, self.size, self.estimate = response, headers, size, estimate
        self.channel = exchange.channel
        self.tape = tape
        self.reader = reader_of(plan, estimate, exchange.request_id)
        self.writer = self.reader.writer

    async def stream(self) -> None:
        """Pass a streamed answer on as it comes; where the client wants it whole, gather it first."""
        stream, channel, writer = Stream(self.reader), self.channel, self.writer
        came = pieces(self.response)
        async for piece in came if self.tape is None else self.tape.pieces(came):
            channel.waits(False)
            stream.feed(piece)
            if writer.done:
                break
            if writer.out:
                await self._pass_on()
            channel.waits()
        channel.quiet()
        if not writer.done:
            stream.end()
        await self._finish()
        if writer.stopped or writer.failure is not None:
            # What the upstream would still write is not wanted, nor paid for.
            self.response.close()
        else:
            await drain(self.response)

    async def whole(self) -> None:
        """Turn an answer that came in one piece into what the client wants."""
        said = await whole(self.response)
        self.channel.quiet()
        if self.tape is not None:
            self.tape.whole(said)
        read_whole(self.reader, said, self.response.headers, self.route.target.capability.context, self.estimate)
        await self._finish()

    async def _pass_on(self) -> None:
        if not self.channel.started:
            await self.channel.start(200, [*EVENT_STREAM, *self.headers])
        if self.channel.first_byte_at is None:
            self.channel.first_byte_at = time.perf_counter()
        await self.channel.write(self.writer.take())

    async def _finish(self) -> None:
        """Send what is left, once the record can be written: a killed process then loses no record of an answer that had ended."""
        writer, channel, record = self.writer, self.channel, self.record
        if writer.failure is not None and not channel.started:
            raise writer.failure
        record.status, record.stop_reason = 200, writer.stop_reason
        if writer.failure is not None:
            record.status, record.error = writer.failure.status, writer.failure.kind
        if channel.first_byte_at is None:
            channel.first_byte_at = time.perf_counter()
        self._count()
        self.book.close()
        if self.plan.stream:
            if not channel.started:
                await channel.start(200, [*EVENT_STREAM, *self.headers])
            await channel.write(writer.take(), more=False)
            return
        await channel.answer(200, [(b"content-type", b"application/json"), *self.headers], orjson.dumps(writer.message))

    def _count(self) -> None:
        usage, record = self.writer.final_usage or {}, self.record
        for kind, count in self.writer.notes.kinds.items():
            self.plan.notes.add(kind, count)
        record.input_tokens = usage.get("input_tokens", 0)
        record.cached_tokens = usage.get("cache_read_input_tokens", 0)
        record.output_tokens = usage.get("output_tokens", 0)
        record.reasoning_tokens = usage.get("output_tokens_details", {}).get("thinking_tokens", 0)
        if "usage-estimated" not in self.writer.notes.kinds:
            prompt = record.input_tokens + record.cached_tokens
            self.services.estimates.learn(self.route.target.model, self.size, prompt)
            self.services.corrections.observe(self.plan, prompt)


async def drain(response: aiohttp.ClientResponse) -> None:
    """Read an answer's last bytes, so that its connection can serve the next request; give up where the upstream dawdles."""
    try:
        async with asyncio.timeout(1):
            await response.read()
        response.release()
    except (TimeoutError, aiohttp.ClientError, OSError):
        response.close()
