"""Anthropic's own API behind the gateway: the client's request goes through as it came, and so does the answer.

The maker's rule for gateways in front of Anthropic: body, anthropic-beta and anthropic-version are open lists, passed on unchanged.
Ours are the key, the model's name where the table maps it to another, retries before the first byte, and the record.
"""

import asyncio
import time
from typing import Any

from gateway.errors.error_table import WAYS
from translator.asking.retry import asked_wait, pause
from translator.asking.routes import Route
from translator.asking.upstream import LONGEST_WAIT, drain
from translator.errors import upstream_id
from translator.failure import Failure
from translator.forwarding.forward import NOT_FORWARDED, NOT_RETURNED
from translator.forwarding.listening import Heard, Listener, heard_whole
from translator.forwarding.sent_body import sent_body
from translator.httpclient.answer import Answer
from translator.recording.book import Book
from translator.response.deltas.ending import CUT
from translator.services import Exchange, Services
from translator.serving.channel import Headers

# The edge's own, and what may hold the client's key to the gateway.
OURS = NOT_FORWARDED | {"x-request-id", "cookie", "api-key", "x-goog-api-key"}
# What is said of the host that the client did not ask.
THEIRS = NOT_RETURNED | {"alt-svc", "strict-transport-security", "set-cookie"}
BETA = "anthropic-beta"
# What may be over by the next attempt; x-should-retry overrules it (https://docs.anthropic.com/en/api/errors).
AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504, 529})


async def messages(exchange: Exchange, services: Services, book: Book, route: Route, request: dict[str, Any]) -> None:
    """Pass a message through and note in the book what it came to; raises Failure where nothing answers."""
    record = book.record
    record.wire = "anthropic"
    response, tried = await _asked(exchange, services, route, request, book)
    record.retries, record.upstream_request_id = tried, upstream_id(response.headers)
    try:
        if "text/event-stream" in response.headers.get("content-type", "").lower():
            await _stream(exchange, book, response)
        else:
            await _whole(exchange, book, response)
    finally:
        # Whatever ends us early ends the upstream's work too.
        response.close()


async def count(exchange: Exchange, services: Services, route: Route, request: dict[str, Any]) -> None:
    """Pass a count of tokens through; raises Failure where nothing answers."""
    response, _ = await _asked(exchange, services, route, request)
    try:
        await _whole(exchange, None, response)
    finally:
        response.close()


async def _asked(
    exchange: Exchange, services: Services, route: Route, request: dict[str, Any], book: Book | None = None
) -> tuple[Answer, int]:
    """Return the answer, whatever its status, and the retries that were made for it."""
    url = f"{route.base}{exchange.path}"
    url = f"{url}?{exchange.query}" if exchange.query else url
    body, headers = sent_body(exchange.raw, request, route.target.model, book), sent_headers(exchange, route)
    exchange.raw = b""
    channel, work = exchange.channel, asyncio.current_task()
    if work is not None:
        # No pings of ours: Anthropic's own come through.
        channel.keep_alive(work, None, services.silence)
    if book is not None:
        book.sent(body)
    for attempt in range(services.max_retries + 1):
        channel.waits()
        wait = LONGEST_WAIT + 1
        last = attempt == services.max_retries
        try:
            response = await services.upstream.forward(exchange.method, url, headers, body)
        except Failure as failure:
            wait = pause(None, attempt)
            if last or failure.cause not in WAYS or not WAYS[failure.cause].retry:
                raise
        else:
            if may_retry(response):
                wait = pause(asked_wait(response.headers), attempt)
            if last or wait > LONGEST_WAIT:
                return response, attempt
            await drain(response)
            response.close()
        channel.waits(False)
        await asyncio.sleep(wait)
    raise AssertionError("the last attempt returns or raises")


def may_retry(response: Answer) -> bool:
    """Tell whether the same request may be sent again: by what the answer itself says, else by its status."""
    said = response.headers.get("x-should-retry", "")
    return {"true": True, "false": False}.get(said, response.status in AGAIN)


def sent_headers(exchange: Exchange, route: Route) -> dict[str, str]:
    """Return the client's headers without its credentials and the edge's own, and with the upstream's key and config.yaml's."""
    headers = {name: value for name, value in exchange.headers.items() if name not in OURS and not name.startswith("x-openai-code-")}
    betas = [part for part in (headers.get(BETA), route.headers.get(BETA)) if part]
    # A compressed stream could not be listened to.
    headers |= {**route.headers, "accept-encoding": "identity"}
    return headers | ({BETA: ", ".join(betas)} if betas else {})


def _kept(exchange: Exchange, response: Answer) -> Headers:
    fields = ((name.lower(), value) for name, value in response.fields)
    kept: Headers = [(name, value) for name, value in fields if name.decode("latin-1") not in THEIRS]
    return [*kept, (b"request-id", exchange.request_id.encode())]


async def _whole(exchange: Exchange, book: Book | None, response: Answer) -> None:
    said = await response.whole()
    channel = exchange.channel
    channel.quiet()
    if book is not None:
        channel.first_byte_at = time.perf_counter()
        _heard(book, heard_whole(said, response.status))
        book.close(said)
    await channel.answer(response.status, _kept(exchange, response), said)


async def _stream(exchange: Exchange, book: Book, response: Answer) -> None:
    channel, listener, kept = exchange.channel, Listener(response.status), _kept(exchange, response)
    book.counts(listener)
    try:
        piece = b"first"
        while not listener.over and piece:
            piece = await response.piece()
            channel.waits(False)
            ready = listener.whole(piece) if piece else listener.rest()
            if channel.first_byte_at is None:
                channel.first_byte_at = time.perf_counter()
            if listener.over:
                channel.quiet()
                # Before the last event: a killed process then loses no record of an answer that had ended.
                _close(book, listener, ready)
            if ready:
                await channel.begin(response.status, kept, ready, more=not listener.over)
            channel.waits()
        channel.quiet()
        _must_be_over(listener)
    except (Failure, asyncio.CancelledError):
        listener.heard.write(book.record)
        raise
    await drain(response)


def _must_be_over(listener: Listener) -> None:
    if not listener.over:
        # The connection ended in good order, but before the last event.
        raise Failure(500, "api_error", CUT)


def _close(book: Book, listener: Listener, last: bytes) -> None:
    _heard(book, listener.heard)
    book.close(last)


def _heard(book: Book, heard: Heard) -> None:
    heard.write(book.record)
    if heard.error is None and heard.stop_reason is not None:
        book.counted()
