"""One upstream answer on its way to the client: streamed as it comes, or whole."""

import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import orjson

from translator.asking.routes import Route
from translator.asking.upstream import drain
from translator.cassette.tape import Tape
from translator.counting.tokenizer import Uncounted
from translator.failure import Failure
from translator.httpclient.answer import Answer, pass_on
from translator.plan import Plan
from translator.recording.book import Book
from translator.response.sse import beginning, is_stream
from translator.response.stream import Stream
from translator.services import Exchange, Services
from translator.serving.channel import Headers
from translator.serving.grace import Grace
from translator.translation import read_whole, reader_of

EVENT_STREAM: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
]
Passing = Callable[[Callable[[bytes], bool]], Awaitable[bool]]


@dataclass
class Asked:
    """What was asked of the upstream: size of the body in bytes, estimate of it in tokens; headers: those of the client's answer."""

    route: Route
    plan: Plan
    headers: Headers
    size: int
    estimate: int
    tape: Tape | None


class Call:
    """One upstream answer on its way to the client."""

    def __init__(self, exchange: Exchange, services: Services, book: Book, asked: Asked, response: Answer) -> None:
        self._services, self._book, self._asked, self._response = services, book, asked, response
        self._plan = asked.plan
        self._channel = exchange.channel
        self._reader = reader_of(asked.plan, asked.estimate, exchange.request_id)
        self._writer = self._reader.writer
        self._stream = Stream(self._reader)
        self._writer.counts = bool(asked.plan.stop) and services.tokenizer.loaded(asked.plan.target.capability.encoding)
        book.counts(self._writer)

    async def run(self) -> None:
        """Answer the client; raises Failure where there is no answer. The upstream's connection is kept or closed, as it must be."""
        kind = self._response.headers.get("content-type", "").lower()
        tape = self._asked.tape
        read = self._response.piece if tape is None else tape.reading(self._response.piece)
        try:
            begin = b"" if "text/event-stream" in kind else await _begun(read)
            if "text/event-stream" in kind or is_stream(begin):
                await self._streamed(begin, self._response.pass_on if tape is None else partial(pass_on, read))
            else:
                await self._whole(begin, read)
        finally:
            # Whatever ends us early ends the upstream's work too; a connection that was given back at its end is not touched.
            self._response.close()

    def _take(self, piece: bytes) -> bool:
        """Read a piece and send on what it comes to; returns whether that is done: it is not for the first, the last, and a slow client."""
        self._stream.feed(piece)
        channel, writer = self._channel, self._writer
        if not writer.done and (not writer.out or (channel.first_byte_at is not None and channel.write_now(writer.take))):
            channel.waits()
            return True
        channel.waits(False)
        return False

    async def _streamed(self, begin: bytes, passing: Passing) -> None:
        """Pass a streamed answer on as it comes; where the client wants it whole, gather it first. begin: what was read of it already."""
        stream, channel, writer = self._stream, self._channel, self._writer
        grace = Grace(channel)
        writer.ending = grace.begin
        # Where the connection breaks, or is kept without an end, the reader knows whether all had been said before.
        with contextlib.suppress(Failure, TimeoutError):
            async with grace:
                told = begin != b"" and not self._take(begin)
                while told or await passing(self._take):
                    told = False
                    if writer.done:
                        break
                    if channel.first_byte_at is None:
                        channel.first_byte_at = time.perf_counter()
                    # A ping may have sent the headers already.
                    await channel.begin(200, self._asked.headers, writer.take())
                    channel.waits()
        channel.quiet()
        writer.ending = None
        if not writer.done:
            stream.end()
        if writer.stopped or writer.failure is not None or grace.over:
            # What the upstream would still write is not wanted, nor paid for.
            self._response.close()
        await self._finish()
        await drain(self._response)

    async def _whole(self, begin: bytes, read: Callable[[], Awaitable[bytes]]) -> None:
        """Turn an answer that comes in one piece into what the client wants."""
        parts = [begin]
        while piece := await read():
            parts.append(piece)
        said = parts[0] if len(parts) == 1 else b"".join(parts)
        self._book.heard()
        self._channel.quiet()
        asked = self._asked
        if is_stream(said):
            self._stream.feed(said)
            self._stream.end()
        else:
            read_whole(self._reader, said, self._response.headers, asked.route.target.capability.context, asked.estimate)
        await self._finish()

    async def _finish(self) -> None:
        """Send what is left, once the record can be written: a killed process then loses no record of an answer that had ended."""
        writer, channel, record = self._writer, self._channel, self._book.record
        if writer.held:
            # The upstream was ended before it had counted.
            writer.counted(await self._tokens("".join(writer.said)))
        if writer.failure is not None and not channel.started:
            raise writer.failure
        record.status, record.stop_reason = 200, writer.stop_reason
        if writer.failure is not None:
            record.status, record.error = writer.failure.status, writer.failure.kind
        if channel.first_byte_at is None:
            channel.first_byte_at = time.perf_counter()
        self._count()
        last = writer.take() if self._plan.stream else orjson.dumps(writer.message)
        self._book.close(last)
        if self._plan.stream:
            await channel.begin(200, self._asked.headers, last, more=False)
            return
        await channel.answer(200, self._asked.headers, last)

    async def _tokens(self, text: str) -> int | None:
        with contextlib.suppress(Uncounted):
            return await self._services.tokenizer.text(self._plan.target.capability.encoding, text)
        return None

    def _count(self) -> None:
        usage, record, asked = self._writer.final_usage or {}, self._book.record, self._asked
        for kind, count in self._writer.notes.kinds.items():
            self._plan.notes.add(kind, count)
        # What was written to the cache was not read from it.
        record.input_tokens = usage.get("input_tokens", 0) + usage.get("cache_creation_input_tokens", 0)
        record.tools, record.searches = self._writer.called, self._writer.searches
        record.written_tokens = usage.get("cache_creation_input_tokens", 0)
        record.cached_tokens = usage.get("cache_read_input_tokens", 0)
        record.output_tokens = usage.get("output_tokens", 0)
        record.reasoning_tokens = usage.get("output_tokens_details", {}).get("thinking_tokens", 0)
        if "usage-estimated" not in self._writer.notes.kinds:
            prompt = record.input_tokens + record.cached_tokens
            self._services.estimates.learn(asked.route.target.model, asked.size, prompt)
            self._services.corrections.observe(self._plan, prompt)
            if self._writer.failure is None:
                self._book.counted()


async def _begun(read: Callable[[], Awaitable[bytes]]) -> bytes:
    """Return what there is of an answer as soon as it is more than empty lines: some upstreams send those while their model thinks."""
    begin = b""
    while not beginning(begin) and (piece := await read()):
        begin += piece
    return begin
