"""A forward proxy for the tests: CONNECT alone, with a password; every name leads to one upstream."""

import asyncio
import base64
import contextlib
from collections.abc import Iterator

from tests.loop_server import serving, through
from tests.odd_upstream import OddUpstream

USER = "someone:word"
AUTHORIZATION = f"Proxy-Authorization: Basic {base64.b64encode(USER.encode()).decode()}"


async def allowed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: list[str]) -> bool:
    """Read a CONNECT, note its target and grant it; without the password it is refused."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    method, target, _ = head.split(" ", 2)
    asked.append(target)
    granted = method == "CONNECT" and AUTHORIZATION.lower() in head.lower()
    writer.write(b"HTTP/1.1 200 Connected\r\n\r\n" if granted else b"HTTP/1.1 407 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    await writer.drain()
    if not granted:
        writer.close()
    return granted


class Tunnel:
    """asked: the hosts that it was asked for."""

    def __init__(self, upstream: OddUpstream) -> None:
        self.asked: list[str] = []
        self.port = 0
        self._upstream = upstream

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await allowed(reader, writer, self.asked):
            await through(reader, writer, self._upstream.port)

    @contextlib.contextmanager
    def running(self) -> Iterator["Tunnel"]:
        with serving(self._connected) as self.port:
            yield self
