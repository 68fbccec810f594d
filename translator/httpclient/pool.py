"""The connections of one worker: kept while they may serve again, and the requests that go out on them."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping

from translator.httpclient.answer import Answer
from translator.httpclient.connection import Connection
from translator.httpclient.decoded import Decoded, decoder_of
from translator.httpclient.dial import Dialler, Trust
from translator.httpclient.faults import Stale
from translator.httpclient.request import Heads, Origin, address_of, ending

# Less than servers and the machines before them commonly keep an idle connection.
IDLE_SECONDS = 30.0


class Pool:
    """HTTP without a proxy."""

    def __init__(self, trust: Trust, connect_seconds: float) -> None:
        self._dialler = Dialler(trust, connect_seconds)
        self._heads = Heads()
        self._idle: dict[Origin, list[Connection]] = defaultdict(list)
        self._all: dict[Connection, Origin] = {}
        self._sweeper: asyncio.TimerHandle | None = None

    async def request(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a request; returns the answer when its head has come. Raises Fault, TimeoutError or ssl.SSLError."""
        head = self._heads.of(method, url, headers) + ending(method, len(body))
        origin, without_body = address_of(url).origin, method == "HEAD"
        connection = self._kept(origin)
        repeated = False
        if connection is not None:
            try:
                return _readable(await connection.ask(head, body, without_body))
            except Stale:
                # Nothing was heard: the other side had closed it before the request arrived.
                repeated = True
        connection = await self._fresh(origin)
        answer = await connection.ask(head, body, without_body)
        answer.repeated = repeated
        return _readable(answer)

    async def close(self) -> None:
        """Close every connection."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        self._idle.clear()
        for connection in list(self._all):
            connection.abort()
        # One turn, in which they end.
        await asyncio.sleep(0)

    def _kept(self, origin: Origin) -> Connection | None:
        """Return the connection that was given back last: it is the least likely to have been closed meanwhile."""
        idle = self._idle.get(origin)
        oldest = asyncio.get_running_loop().time() - IDLE_SECONDS
        while idle:
            connection = idle.pop()
            if connection.usable and connection.idle_since > oldest:
                return connection
            connection.close()
        return None

    async def _fresh(self, origin: Origin) -> Connection:
        loop = asyncio.get_running_loop()
        connection = await self._dialler.connect(origin, lambda: Connection(loop, self._free, self._lost))
        self._all[connection] = origin
        return connection

    def _free(self, connection: Connection) -> None:
        """Keep a connection for the next request."""
        origin = self._all.get(connection)
        if origin is None:
            connection.close()
            return
        loop = asyncio.get_running_loop()
        connection.idle_since = loop.time()
        self._idle[origin].append(connection)
        if self._sweeper is None:
            self._sweeper = loop.call_later(IDLE_SECONDS, self._sweep)

    def _lost(self, connection: Connection) -> None:
        origin = self._all.pop(connection, None)
        idle = self._idle.get(origin) if origin is not None else None
        if idle and connection in idle:
            idle.remove(connection)

    def _sweep(self) -> None:
        """Close what nobody has wanted for a while."""
        loop = asyncio.get_running_loop()
        oldest = loop.time() - IDLE_SECONDS
        for origin, idle in list(self._idle.items()):
            for connection in idle:
                if connection.idle_since <= oldest:
                    connection.close()
            left = [connection for connection in idle if connection.idle_since > oldest]
            if left:
                self._idle[origin] = left
            else:
                del self._idle[origin]
        self._sweeper = loop.call_later(IDLE_SECONDS / 3, self._sweep) if self._idle else None


def _readable(answer: Answer) -> Answer:
    """Return an answer that gives what was meant; raises Failure where it is compressed in a way that nobody asked for."""
    encoding = answer.headers.get("content-encoding")
    if encoding is None or answer.over:
        return answer
    try:
        decoder = decoder_of(encoding)
    except BaseException:
        answer.close()
        raise
    return answer if decoder is None else Decoded(answer, decoder)
