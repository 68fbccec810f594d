"""A forward proxy for the tests: CONNECT alone, with a password; every name leads to one upstream."""

import asyncio
import base64
import contextlib
from collections.abc import Iterator

from tests.loop_server import serving
from tests.odd_upstream import OddUpstream

CREDENTIALS = base64.b64encode(b"someone:word").decode()


class Tunnel:
    """asked: the hosts that it was asked for."""

    def __init__(self, upstream: OddUpstream) -> None:
        self.asked: list[str] = []
        self.port = 0
        self._upstream = upstream

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
        with serving(self._connected) as self.port:
            yield self


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
