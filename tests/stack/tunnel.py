"""A forward proxy for the tests: CONNECT alone, with a password; every name leads to one upstream."""

import asyncio
import base64
import contextlib
import threading
from collections.abc import Iterator

from tests.odd_upstream import OddUpstream

CREDENTIALS = base64.b64encode(b"someone:word").decode()


class Tunnel:
    """asked: the hosts that it was asked for."""

    def __init__(self, upstream: OddUpstream) -> None:
        self.asked: list[str] = []
        self.port = 0
        self._upstream = upstream
        self._loop = asyncio.new_event_loop()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.split(" ", 2)
        self.asked.append(target)
        if method != "CONNECT" or f"Proxy-Authorization: Basic {CREDENTIALS}" not in head:
            writer.write(b"HTTP/1.1 407 No\r\nconnection: close\r\n\r\n")
            writer.close()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self._upstream.port)
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        await asyncio.gather(_pump(reader, back), _pump(there, writer))

    @contextlib.contextmanager
    def running(self) -> Iterator["Tunnel"]:
        ready = threading.Event()

        async def serve() -> None:
            server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()

        def work() -> None:
            self._loop.create_task(serve())
            self._loop.run_forever()

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        assert ready.wait(5)
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join(5)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
