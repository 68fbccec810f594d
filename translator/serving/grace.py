"""The wait for an upstream that has told how its answer ends, and then neither ends it nor goes on."""

import asyncio
from types import TracebackType

from translator.serving.channel import Channel

# Counts come within moments of the reason for the end; some servers send neither them nor an end, and keep the connection.
SECONDS = 5.0


class Grace:
    """Around the reading of an answer: raises TimeoutError where begin() was called and the upstream is silent for some seconds after it.

    over: it was. While the client is slow the upstream is not silent: nobody reads it then.
    """

    def __init__(self, channel: Channel) -> None:
        self.over = False
        self._channel = channel
        self._limit = asyncio.timeout(None)
        self._reading = False
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Note that nothing but counts is awaited from now on."""
        if self._reading and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SECONDS, self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        since = self._channel.waiting_since
        left = SECONDS if since is None else since + SECONDS - loop.time()
        if left > 0:
            self._timer = loop.call_later(left, self._look)
        else:
            self.over = True
            self._limit.reschedule(loop.time())

    async def __aenter__(self) -> None:
        await self._limit.__aenter__()
        self._reading = True

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._reading = False
        if self._timer is not None:
            self._timer.cancel()
        await self._limit.__aexit__(kind, error, trace)
