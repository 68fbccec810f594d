"""One connection: requests out, answers in, one after the other."""

import asyncio
from collections.abc import Callable
from typing import cast

from translator.httpclient.faults import Closed, NotHttp, Stale
from translator.httpclient.incoming import Incoming
from translator.httpclient.parsing import Parsing, ends_with_connection

# Up to here a copy is cheaper than a second buffer.
SMALL_BODY = 16_384
# Who had closed a connection before says so within a round trip; who closes it later may have worked on the request meanwhile.
STALE_SECONDS = 3.0


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
        self._parsing: Parsing | None = None
        self._answer: Incoming | None = None
        self._heard = False
        self._asked_at = 0.0

    @property
    def usable(self) -> bool:
        """Return whether a request may go out on it."""
        return self._transport is not None and not self._transport.is_closing() and self._answer is None

    async def ask(self, head: bytes, body: bytes, without_body: bool) -> Incoming:
        """Send a request; returns its answer when its head has come. without_body: the answer has none (HEAD). Raises Fault."""
        self._heard = False
        self._asked_at = self._loop.time()
        transport, parsing = self._transport, self._parsing
        if transport is None or parsing is None or transport.is_closing():
            raise self._gone()
        answer = self._answer = Incoming(self._loop, self.abort)
        parsing.expect(answer, without_body)
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
        self._parsing = Parsing(self._hold_back)

    def data_received(self, data: bytes) -> None:
        """Parse what came, and let the reader have it."""
        answer, parsing = self._answer, self._parsing
        if answer is None or parsing is None:
            # Nothing was asked: a farewell (408), or somebody who does not keep to the protocol.
            self.abort()
            return
        self._heard = True
        try:
            parsing.feed(data)
        except NotHttp as error:
            self._fail(answer, error)
            return
        if answer.ended:
            self._finish(answer, parsing.keep)
        if answer.parts or answer.ended:
            answer.arrived()

    def eof_received(self) -> None:
        """The other side has said all it will: for some answers that is how they end."""
        self._over(None)
        # TLS takes its time to close, and must not be asked meanwhile.
        self._lost(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is no more."""
        self._over(exc)
        if self._parsing is not None:
            self._parsing.forget()
        self._transport = self._parsing = None
        self._lost(self)

    # How answers end.

    def _finish(self, answer: Incoming, keep: bool) -> None:
        """Make ready for the next request, or for none; the reader has all that it needs."""
        transport = self._transport
        if transport is None or self._answer is None:
            return
        if answer.room is not None:
            self._resume()
        answer.end()
        self._answer = None
        if transport.get_write_buffer_size():
            # Answered before the request had gone out: the rest of it is not wanted.
            transport.abort()
        elif not keep or transport.is_closing():
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
        answer.end(cut=error is not None or not ends_with_connection(answer))
        answer.wake()

    def _fail(self, answer: Incoming, error: Exception) -> None:
        """End a request whose answer cannot be read (any further)."""
        answer.end(cut=True)
        answer.wake(None if answer.status else error)
        self.abort()

    def _gone(self) -> Closed:
        early = self._loop.time() - self._asked_at < STALE_SECONDS
        return Stale() if self.served and early and not self._heard else Closed()

    # Where the reader is slow.

    def _hold_back(self, answer: Incoming) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()
            answer.room = self._resume

    def _resume(self) -> None:
        if self._answer is not None:
            self._answer.room = None
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()
