"""The client's side of one request: headers once, bytes in order, a ping in every silence, and whether it is still there."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any

from translator.serving.line import line_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

PING = b'event: ping\ndata: {"type": "ping"}\n\n'
# A little less than the 10 s that clients are promised, for the way from here to them.
PING_SECONDS = 9.5
# Timers may fire this much early.
EARLY = 0.005


class Channel:
    """Where one answer goes.

    started: the headers are out. events: they are those of a stream of events. finished: the last byte is out, or on its way.
    gone: the client left. timed_out: the upstream was silent for too long. waiting_since: the loop's time at which the wait for the
    upstream began, None where there is none. first_byte_at: time.perf_counter() at the answer's first byte.
    """

    def __init__(self, send: Send, receive: Receive) -> None:
        self._send = send
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        # The second is None once every message to the client has a listener.
        self._below = self._line = line_of(send)
        self._writing = 0
        self._last_sent = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._work: asyncio.Task[Any] | None = None
        self._stream: Headers | None = None
        self._silence = 0.0
        self._pings: set[asyncio.Task[None]] = set()
        self.started = False
        self.events = False
        self.finished = False
        self.gone = False
        self.timed_out = False
        self.first_byte_at: float | None = None
        self.waiting_since: float | None = None

    def listen(self, hear: Callable[[Message], None]) -> None:
        """Have every message to the client heard, before it goes."""
        send = self._send

        async def heard(message: Message) -> None:
            hear(message)
            await send(message)

        self._send = heard
        self._line = None

    def watch(self, work: asyncio.Task[Any]) -> Callable[[], object]:
        """Cancel the work as soon as the client goes away; returns what ends the watch."""

        def gone() -> None:
            # Servers say so after the last byte too, when there is nothing left to cancel.
            if not self.finished:
                self.gone = True
                work.cancel()

        async def until_gone() -> None:
            while (await self._receive())["type"] != "http.disconnect":
                pass
            gone()

        line = self._below
        if line is not None and line.tell(gone):
            return partial(line.forget, gone)
        return asyncio.create_task(until_gone()).cancel

    def keep_alive(self, work: asyncio.Task[Any], headers: Headers | None, silence: float) -> None:
        """Ping in silence (where headers are given, those of the stream), and cancel the work after silence seconds of the upstream."""
        self._work, self._stream, self._silence = work, headers, silence
        self._tick()

    # A method, not a function that names itself: that would be freed by the collector alone, with all that hangs on it.
    def _tick(self) -> None:
        now = self._loop.time()
        since = now if self.waiting_since is None else self.waiting_since
        if now - since >= self._silence - EARLY:
            self._timer = None
            self.timed_out = True
            if self._work is not None:
                self._work.cancel()
            return
        # What is awaited may only come later than it seems now, so that nothing need be counted at each byte.
        due = since + self._silence
        if self._stream is not None:
            if not self._writing and now - self._last_sent >= PING_SECONDS - EARLY:
                self._last_sent = now
                task = self._loop.create_task(self._ping(self._stream))
                self._pings.add(task)
                task.add_done_callback(self._pings.discard)
            due = min(due, (now if self._writing else self._last_sent) + PING_SECONDS)
        self._timer = self._loop.call_at(due, self._tick)

    def waits(self, waiting: bool = True) -> None:
        """Note that the wait for the upstream begins, or ends."""
        self.waiting_since = self._loop.time() if waiting else None

    def quiet(self) -> None:
        """Ping no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _ping(self, headers: Headers) -> None:
        # Between the timer and this the answer may have ended.
        if self._timer is None or self.finished:
            return
        await self.begin(200, headers, PING)

    async def start(self, status: int, headers: Headers) -> None:
        """Send status and headers, once."""
        self.started = True
        self.events = any(name == b"content-type" and value.startswith(b"text/event-stream") for name, value in headers)
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def begin(self, status: int, headers: Headers, body: bytes, more: bool = True) -> None:
        """Send bytes, with status and headers before them where these are not out yet."""
        if self.started:
            await self.write(body, more)
        elif self._line is None:
            await self.start(status, headers)
            await self.write(body, more)
        else:
            with self._line.together():
                await self.start(status, headers)
                await self.write(body, more)

    async def write(self, body: bytes, more: bool = True) -> None:
        """Send bytes; waits where the client reads slowly."""
        self._writing += 1
        self.finished = self.finished or not more
        try:
            await self._send({"type": "http.response.body", "body": body, "more_body": more})
        finally:
            self._writing -= 1
            self._last_sent = self._loop.time()

    def write_now(self, take: Callable[[], bytes]) -> bool:
        """Send what take returns, where a stream has begun and the client takes it at once; returns whether it did."""
        line = self._line
        if line is None or not self.events or self._writing or self.finished or not line.free():
            return False
        line.write(take())
        self._last_sent = self._loop.time()
        return True

    async def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a whole answer."""
        await self.begin(status, [*headers, (b"content-length", str(len(body)).encode())], body, more=False)
