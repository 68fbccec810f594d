"""The client's side of one request: headers once, bytes in order, a ping in every silence, and whether it is still there."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

PING = b'event: ping\ndata: {"type": "ping"}\n\n'
PING_SECONDS = 10.0
TICK_SECONDS = 1.0


class Channel:
    """Where one answer goes; waiting_since is the loop's time at which the wait for the upstream began, None where there is none."""

    def __init__(self, send: Send, receive: Receive) -> None:
        self._send = send
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._busy = False
        self._last_sent = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._pings: set[asyncio.Task[None]] = set()
        self.started = False
        self.finished = False
        self.gone = False
        self.timed_out = False
        self.first_byte_at: float | None = None
        self.waiting_since: float | None = None

    def watch(self, work: asyncio.Task[Any]) -> asyncio.Task[None]:
        """Cancel the work as soon as the client goes away; returns the task that watches."""

        async def until_gone() -> None:
            while (await self._receive())["type"] != "http.disconnect":
                pass
            # Servers say so after the last byte too, when there is nothing left to cancel.
            if not self.finished:
                self.gone = True
                work.cancel()

        return asyncio.create_task(until_gone())

    def keep_alive(self, work: asyncio.Task[Any], headers: Headers | None, silence: float) -> None:
        """Ping in silence (where headers are given, those of the stream), and cancel the work after silence seconds of the upstream."""

        def tick() -> None:
            now = self._loop.time()
            if self.waiting_since is not None and now - self.waiting_since > silence:
                self.timed_out = True
                work.cancel()
                return
            if headers is not None and not self._busy and now - self._last_sent >= PING_SECONDS:
                task = asyncio.create_task(self._ping(headers))
                self._pings.add(task)
                task.add_done_callback(self._pings.discard)
            self._timer = self._loop.call_later(TICK_SECONDS, tick)

        self._timer = self._loop.call_later(TICK_SECONDS, tick)

    def listen(self, told: Callable[[Message], None]) -> None:
        """Have every message to the client told, before it is sent."""
        send = self._send

        async def telling(message: Message) -> None:
            told(message)
            await send(message)

        self._send = telling

    def waits(self, waiting: bool = True) -> None:
        """Note that the wait for the upstream begins, or ends."""
        self.waiting_since = self._loop.time() if waiting else None

    def quiet(self) -> None:
        """Ping no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _ping(self, headers: Headers) -> None:
        if not self.started:
            await self.start(200, headers)
        await self.write(PING)

    async def start(self, status: int, headers: Headers) -> None:
        """Send status and headers, once."""
        self.started = True
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def write(self, body: bytes, more: bool = True) -> None:
        """Send bytes; waits where the client reads slowly."""
        self._busy = True
        self.finished = not more
        try:
            await self._send({"type": "http.response.body", "body": body, "more_body": more})
        finally:
            self._busy = False
            self._last_sent = self._loop.time()

    async def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a whole answer."""
        await self.start(status, [*headers, (b"content-length", str(len(body)).encode())])
        await self.write(body, more=False)
