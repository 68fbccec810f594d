"""One connection: requests out, answers in, one after the other. The only file that knows how HTTP is parsed."""

import asyncio
from collections.abc import Callable
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from translator.httpclient.faults import Closed, NotHttp, Stale
from translator.httpclient.incoming import Incoming

# Some upstreams send policies and cookies that are longer than the usual 8 KB.
HEAD_BYTES = 65_536
# So much may wait to be read before the other side is held back.
HIGH_WATER = 262_144
# Up to here a copy is cheaper than a second buffer.
SMALL_BODY = 16_384
# Who had closed a connection before says so within a round trip; who closes it later may have worked on the request meanwhile.
STALE_SECONDS = 3.0
SWITCHING = 101


class Connection(asyncio.Protocol):
    """One connection; served: it has answered before. idle_since: the loop's time at which it was last given back."""

    def __init__(self, loop: asyncio.AbstractEventLoop, free: Callable[["Connection"], None], lost: Callable[["Connection"], None]) -> None:
        """free: hears that the next request may go out. lost: that none may, ever."""
        self.served = False
        self.idle_since = 0.0
        self._loop = loop
        self._free = free
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._parser: HttpResponseParser | None = None
        self._answer: Incoming | None = None
        # Bytes since the last that led anywhere: an endless head, trailer or row of interim answers stays small.
        self._fruitless = self._fed = 0
        self._heard = self._moved = self._surplus = self._without_body = False
        self._keep = True
        self._asked_at = 0.0

    @property
    def usable(self) -> bool:
        """Return whether a request may go out on it."""
        return self._transport is not None and not self._transport.is_closing() and self._answer is None

    async def ask(self, head: bytes, body: bytes, without_body: bool) -> Incoming:
        """Send a request; returns its answer when its head has come. without_body: the answer has none (HEAD). Raises Fault."""
        self._heard = self._moved = False
        self._asked_at = self._loop.time()
        transport = self._transport
        if transport is None or transport.is_closing():
            raise self._gone()
        answer = self._answer = Incoming(self._loop, self.abort)
        self._fruitless = 0
        self._without_body = without_body
        if len(body) <= SMALL_BODY:
            transport.write(head + body)
        else:
            transport.writelines((head, body))
        try:
            await answer.waits()
        except BaseException:
            answer.close()
            raise
        self.served = True
        return answer

    def close(self) -> None:
        """End it, in good order."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """End it at once, whatever is under way."""
        self._answer = None
        if self._transport is not None:
            self._transport.abort()

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._parser = HttpResponseParser(self)
        # As browsers and other clients read what old and odd servers send; nothing of it changes where an answer ends.
        self._parser.set_dangerous_leniencies(
            lenient_headers=True, lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )

    def data_received(self, data: bytes) -> None:
        """Parse what came, and let the reader have it."""
        answer, parser = self._answer, self._parser
        if answer is None or parser is None:
            # Nothing was asked: a farewell (408), or somebody who does not keep to the protocol.
            self.abort()
            return
        self._heard = True
        self._fed = len(data)
        try:
            parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self._keep = False
            if not answer.ended:
                self._fail(answer, NotHttp())
                return
        if answer.ended:
            self._finish()
        elif self._moved:
            self._moved = False
            self._fruitless = 0
        else:
            self._fruitless += self._fed
            if self._fruitless > HEAD_BYTES:
                self._fail(answer, NotHttp())
                return
        if answer.waiter is not None and (answer.parts or answer.ended):
            answer.wake()

    def eof_received(self) -> None:
        """The other side has said all it will: for some answers that is how they end."""
        self._over(None)
        # TLS takes its time to close, and must not be asked meanwhile.
        self._lost(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is no more."""
        self._over(exc)
        # The parser holds us as we hold it.
        self._transport = self._parser = None
        self._lost(self)

    # What the parser calls.

    def on_message_begin(self) -> None:
        """An answer begins, or what stands after one."""
        self._surplus = self._answer is None or self._answer.ended

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; one that follows the body is of no use to anyone."""
        answer = self._answer
        if answer is not None and not answer.status:
            answer.wire_fields.append((name, value))

    def on_headers_complete(self) -> None:
        """Let the head be read, unless it is an interim one."""
        answer, parser = self._answer, self._parser
        if answer is None or parser is None or self._surplus:
            return
        status = parser.get_status_code()
        if status == SWITCHING or (self._fruitless + self._fed > HEAD_BYTES and _size(answer) > HEAD_BYTES):
            raise ValueError("no answer to what was asked")
        if status < 200:
            answer.wire_fields.clear()
            return
        answer.status = status
        self._moved = True
        if self._without_body:
            answer.end()
            self._keep = False
        answer.wake()

    def on_body(self, body: bytes) -> None:
        """Keep a piece; hold the other side back where nobody reads."""
        answer = self._answer
        if answer is None or answer.ended:
            return
        answer.parts.append(body)
        answer.size += len(body)
        self._moved = True
        if answer.size > HIGH_WATER and answer.room is None and self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()
            answer.room = self._resume

    def on_message_complete(self) -> None:
        """Note the end, unless it is an interim answer's."""
        answer, parser = self._answer, self._parser
        if answer is None or parser is None or not answer.status or answer.ended:
            return
        answer.ended = True
        self._keep = parser.should_keep_alive()

    def _resume(self) -> None:
        if self._answer is not None:
            self._answer.room = None
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def _finish(self) -> None:
        """Make ready for the next request, or for none; the reader has all that it needs."""
        answer, transport = self._answer, self._transport
        if answer is None or transport is None:
            return
        if answer.room is not None:
            self._resume()
        answer.end()
        self._answer = None
        if transport.get_write_buffer_size():
            # Answered before the request had gone out: the rest of it is not wanted.
            transport.abort()
        elif not self._keep or self._surplus or transport.is_closing():
            transport.close()
        else:
            self.served = True
            self._free(self)

    def _over(self, error: Exception | None) -> None:
        answer = self._answer
        if answer is None:
            return
        if not answer.status:
            self._fail(answer, self._gone())
            return
        self._answer = None
        answer.end(cut=error is not None or not _ends_with_connection(answer))
        answer.wake()

    def _fail(self, answer: Incoming, error: Exception) -> None:
        """End a request whose answer cannot be read (any further)."""
        answer.end(cut=True)
        answer.wake(None if answer.status else error)
        self.abort()

    def _gone(self) -> Closed:
        early = self._loop.time() - self._asked_at < STALE_SECONDS
        return Stale() if self.served and early and not self._heard else Closed()


def _size(answer: Incoming) -> int:
    return sum(len(name) + len(value) for name, value in answer.wire_fields)


def _ends_with_connection(answer: Incoming) -> bool:
    """Tell whether an answer says no other end (RFC 9112, 6.3)."""
    told = {name.lower(): value.lower() for name, value in answer.wire_fields}
    coding = told.get(b"transfer-encoding")
    return b"content-length" not in told if coding is None else b"chunked" not in coding
