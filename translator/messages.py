"""POST /v1/messages: find the target, plan, ask the upstream; call.py answers."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import orjson

from gateway.upstreams.long_context import NAME as LONGER
from translator.asking import rate_limits
from translator.asking.routes import Route
from translator.asking.upstream import Ask
from translator.call import EVENT_STREAM, Asked, Call
from translator.errors import upstream_id
from translator.failure import Failure, invalid
from translator.forwarding import for_litellm, forward, passthrough
from translator.httpclient.answer import Answer
from translator.limits import window
from translator.plan import Plan
from translator.prepare import prepared
from translator.recording.book import Book
from translator.request.wires import coded
from translator.services import Exchange, Services
from translator.serving import body as bodies
from translator.serving.channel import Headers
from translator.translation import upstream_body

JSON: Headers = [(b"content-type", b"application/json")]
NOTES = b"x-openai-code-notes"
MOST_MENDS = 4


async def answer(exchange: Exchange, services: Services) -> None:
    """Answer one request; raises Failure where it ends before it has an answer. Leaves one record, however it ends."""
    book = Book(exchange, services)
    try:
        await _answer(exchange, services, book)
    except BaseException as error:
        book.failed(error)
        raise
    finally:
        book.close()


def unread(exchange: Exchange, services: Services, error: Exception) -> None:
    """Leave the record of a request whose body could not be read."""
    book = Book(exchange, services)
    exchange.channel.gone = isinstance(error, bodies.Gone)
    book.failed(error)
    book.close()


async def _answer(exchange: Exchange, services: Services, book: Book) -> None:
    record = book.record
    request, replaced = bodies.parse(exchange.raw)
    asked = request.get("model")
    if not isinstance(asked, str) or not asked:
        raise invalid("model: Field required" if asked is None else "model: Input should be a valid string")
    record.model = exchange.headers.get("x-openai-code-model", asked) if exchange.inner is not None else asked
    record.stream = request.get("stream") is True
    record.messages, record.tools_offered = _length(request.get("messages")), _length(request.get("tools"))
    record.tool_errors = _failed_results(request.get("messages"))
    # LiteLLM has chosen the deployment already, and put its model's own name into the request.
    route = services.routes.find(asked) if exchange.inner is None else services.routes.numbered(exchange.inner, asked)
    try:
        await _by(exchange, services, book, request, route, asked, replaced)
    except Failure as failure:
        longer = window.instead(failure, route, exchange, services)
        if longer is None:
            raise
        # LiteLLM finds the target by its row's name.
        request = {**request, "model": LONGER} if longer.forward else request
        raw = window.written(request)
        if raw is None:
            raise
        exchange.raw = raw
        if services.recorder is not None:
            services.recorder.handed_on(exchange.request_id)
        await _by(exchange, services, book, request, longer, asked, replaced, window.NOTE)


async def _by(
    exchange: Exchange, services: Services, book: Book, request: dict[str, Any], route: Route, asked: str, replaced: bool, note: str = ""
) -> None:
    """Have a route answer; note: why it is not the one of the name, empty where it is."""
    record, channel = book.record, exchange.channel
    record.target, record.provider, record.error = route.target.model, route.provider, None
    if note:
        channel.quiet()
        record.notes = {note: 1}
    if route.forward:
        record.path = "litellm"
        await for_litellm.prepare(services, exchange, request, route, record)
        await forward.to_litellm(exchange, services, book)
        return
    if route.passes:
        await passthrough.messages(exchange, services, book, route, request)
        return
    # One list for the answer and for the pings before it, which may be the first to go.
    headers: Headers = [*(EVENT_STREAM if record.stream else JSON), (b"request-id", exchange.request_id.encode())]
    work = asyncio.current_task()
    if work is not None:
        channel.keep_alive(work, headers if record.stream else None, services.silence)
    plan = await prepared(services, exchange.raw, request, route, asked, record)
    if note:
        plan.notes.add(note)
    if replaced:
        plan.notes.add("half-surrogates-replaced")
    # Held by nobody for as long as the answer takes.
    exchange.raw = b""
    record.wire, record.stream, record.notes = route.target.wire, plan.stream, plan.notes.kinds
    said, response = await _ask(exchange, services, book, plan, route, headers)
    await Call(exchange, services, book, said, response).run()


async def _ask(exchange: Exchange, services: Services, book: Book, plan: Plan, route: Route, headers: Headers) -> tuple[Asked, Answer]:
    channel, record = exchange.channel, book.record
    body, sent = _written(plan, route, services)
    estimate = services.estimates.tokens(route.target.model, len(sent))
    tape = None
    if services.recorder is not None:
        tape = services.recorder.begin(exchange.request_id, record.session, route, plan, body, estimate)
        channel.listen(tape.told)
    # On the governed path LiteLLM alone retries.
    retries = services.max_retries if exchange.inner is None else 0
    heard = tape.refused if tape is not None else None
    ask = Ask(route.url, route.headers, sent, route.target.capability.context, estimate, retries, channel.waits, heard)
    ask.key_name = route.target.key_name
    _tell_notes(headers, plan)
    book.sent(sent)
    try:
        response = await _post(services, ask, plan, body, headers)
    finally:
        record.retries = ask.tried
    if tape is not None:
        tape.answered(response.status, response.headers)
    record.upstream_request_id = upstream_id(response.headers)
    if not channel.started:
        headers += rate_limits.told(response.headers, datetime.now(UTC))
    asked = Asked(route, plan, headers, len(ask.body), estimate, tape)
    return asked, response


async def _post(services: Services, ask: Ask, plan: Plan, body: dict[str, Any], headers: Headers) -> Answer:
    # An upstream names one thing at a time.
    for _ in range(MOST_MENDS):
        try:
            return await services.upstream.post(ask)
        except Failure as failure:
            if not services.refusals.mended(failure, plan, ask.url, body):
                raise
        _tell_notes(headers, plan)
        ask.body = coded.dumps(body)
    return await services.upstream.post(ask)


def _written(plan: Plan, route: Route, services: Services) -> tuple[dict[str, Any], bytes]:
    try:
        body = upstream_body(plan, route.drop)
        services.refusals.keep(plan, route.url, body)
        return body, coded.dumps(body)
    except (RecursionError, orjson.JSONEncodeError):
        # What came as JSON and cannot become JSON again: deeper than orjson writes.
        raise invalid(bodies.TOO_DEEP) from None


def _length(value: object) -> int | None:
    return len(value) if isinstance(value, list) else None


def _failed_results(messages: object) -> int:
    """Return how many failed results the last message brings."""
    last = messages[-1] if isinstance(messages, list) and messages else None
    content = last.get("content") if isinstance(last, dict) else None
    blocks = content if isinstance(content, list) else ()
    return sum(1 for block in blocks if isinstance(block, dict) and block.get("is_error") is True and block.get("type") == "tool_result")


def _tell_notes(headers: Headers, plan: Plan) -> None:
    if plan.notes.kinds:
        headers[:] = [*(header for header in headers if header[0] != NOTES), (NOTES, plan.notes.header().encode())]
