"""Hand a request on as it came, and its answer back as it comes: to LiteLLM, or to an upstream whose own endpoint was asked for."""

import asyncio
import time

import orjson

from translator.errors import upstream_id
from translator.failure import Failure
from translator.forwarding.listening import Listener, heard_whole
from translator.httpclient.answer import Answer
from translator.recording.book import Book
from translator.services import Exchange, Services
from translator.serving.channel import Channel, Headers

# What belongs to one connection, or to whom the client showed its key; the body is decompressed already.
NOT_FORWARDED = frozenset(
    "host connection keep-alive transfer-encoding content-length content-encoding te trailer upgrade expect authorization x-api-key "
    "proxy-authorization accept-encoding x-openai-code-edge x-openai-code-client x-openai-code-request-id".split()
)
NOT_RETURNED = frozenset("connection keep-alive transfer-encoding content-length server date request-id content-encoding".split())
# LiteLLM itself waits for REQUEST_TIMEOUT; its own error says more than ours.
LONGER = 15.0


async def to_litellm(exchange: Exchange, services: Services, book: Book | None = None) -> None:
    """Pass a request to LiteLLM, which translates; raises Failure where there is none or it does not answer."""
    if not services.litellm_key:
        raise Failure(503, "api_error", "This model's provider needs LiteLLM, which LITELLM=off leaves out: set LITELLM=on.")
    shown = {"authorization": f"Bearer {services.litellm_key}", "x-request-id": exchange.request_id}
    try:
        await _pass(exchange, services, f"{services.litellm_url}{exchange.path}", shown, book)
    except Failure as failure:
        if failure.status != 502:
            raise
        message = "LiteLLM does not answer; after a start it loads for some ten seconds. Try again; openai-code status shows it."
        raise Failure(503, "api_error", message, retry_after="5") from failure


async def to_upstream(exchange: Exchange, services: Services) -> None:
    """Pass what LiteLLM asks of a deployment's other endpoints to its upstream, with the upstream's own key; raises Failure."""
    try:
        body = orjson.loads(exchange.raw) if exchange.raw else {}
    except orjson.JSONDecodeError:
        body = {}
    model = body.get("model") if isinstance(body, dict) else None
    route = services.routes.numbered(exchange.inner if exchange.inner is not None else -1, str(model or ""))
    await _pass(exchange, services, route.address(exchange.path.removeprefix("/v1")), route.headers, None)


async def _pass(exchange: Exchange, services: Services, url: str, shown: dict[str, str], book: Book | None) -> None:
    headers = {name: value for name, value in exchange.headers.items() if name not in NOT_FORWARDED and name not in shown}
    # A compressed answer could not be passed on piece by piece.
    headers |= {**shown, "accept-encoding": "identity"}
    target = f"{url}{'&' if '?' in url else '?'}{exchange.query}" if exchange.query else url
    channel, work = exchange.channel, asyncio.current_task()
    if work is not None:
        channel.keep_alive(work, None, services.silence + LONGER)
    channel.waits()
    if book is not None:
        book.sent()
    response = await services.upstream.forward(exchange.method, target, headers, exchange.raw)
    exchange.raw = b""
    fields = ((name.lower(), value) for name, value in response.fields)
    kept: Headers = [(name, value) for name, value in fields if name.decode("latin-1") not in NOT_RETURNED]
    try:
        await channel.start(response.status, [*kept, (b"request-id", exchange.request_id.encode())])
        if book is None:
            await _through(channel, response)
        elif channel.events:
            await _told_stream(channel, response, book)
        else:
            await _told_whole(channel, response, book)
    except Failure:
        if channel.events and book is None:
            # Ends the event that was cut off, so that the error is one of its own.
            await channel.write(b"\n\n")
        raise
    finally:
        # Whatever ends us early ends the upstream's work too.
        response.close()


async def _through(channel: Channel, response: Answer) -> None:
    while piece := await response.piece():
        channel.waits(False)
        await channel.write(piece)
        channel.waits()
    channel.quiet()
    await channel.write(b"", more=False)


async def _told_stream(channel: Channel, response: Answer, book: Book) -> None:
    """Pass a stream of events on; what it came to is recorded before its last event goes."""
    listener = Listener(response.status)
    book.counts(listener)
    _note(book, response)
    try:
        piece = b"first"
        while piece:
            piece = await response.piece()
            channel.waits(False)
            ready = listener.whole(piece) if piece else listener.rest()
            if listener.begun and channel.first_byte_at is None:
                channel.first_byte_at = time.perf_counter()
            if listener.over:
                listener.heard.write(book.record)
                book.close(ready)
            if ready:
                await channel.write(ready)
            channel.waits()
    except (Failure, asyncio.CancelledError):
        listener.heard.write(book.record)
        raise
    channel.quiet()
    if not listener.over:
        listener.broken()
        listener.heard.write(book.record)
        book.close()
    await channel.write(b"", more=False)


async def _told_whole(channel: Channel, response: Answer, book: Book) -> None:
    """Pass an answer in one piece on; what it came to is recorded before its last bytes go."""
    _note(book, response)
    said: list[bytes] = []
    while piece := await response.piece():
        channel.waits(False)
        if channel.first_byte_at is None:
            channel.first_byte_at = time.perf_counter()
        if said:
            await channel.write(said[-1])
        said.append(piece)
        channel.waits()
    channel.quiet()
    last = said[-1] if said else b""
    heard_whole(b"".join(said), response.status).write(book.record)
    book.close(last)
    await channel.write(last, more=False)


def _note(book: Book, response: Answer) -> None:
    record, tried = book.record, response.headers.get("x-litellm-attempted-retries", "")
    record.status, record.upstream_request_id = response.status, upstream_id(response.headers)
    record.retries = int(tried) if tried.isdecimal() else 0
