"""A new connection: the host's addresses, the quickest of them, TLS."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Sequence

import aiohappyeyeballs
from aiohappyeyeballs import AddrInfoType

from translator.httpclient.connection import Connection
from translator.httpclient.faults import NoConnection, UnknownHost
from translator.httpclient.request import Origin

# How long names may be remembered: an upstream that moves is found again soon.
NAME_SECONDS = 60.0
# RFC 8305, 5: the head start of the first address.
HEAD_START = 0.25
# Routers and load balancers drop what is silent for some minutes.
PROBE_SECONDS = 60

Addresses = Sequence[AddrInfoType]


class Trust:
    """Whose certificates are believed."""

    def __init__(self, ca_file: str | None) -> None:
        """ca_file: PEM bundle in place of the system's CAs; raises ssl.SSLError where it is none."""
        self._context = _context(ca_file) if ca_file else None

    @property
    def context(self) -> ssl.SSLContext:
        """Return it as TLS takes it. The system's CAs are read at the first call, which takes some 50 ms."""
        if self._context is None:
            self._context = _context(None)
        return self._context


class Dialler:
    """Makes connections. seconds: how long one may take, once the host's addresses are known; and how long those may take."""

    def __init__(self, trust: Trust, seconds: float) -> None:
        self._trust = trust
        self._seconds = seconds
        self._names: dict[tuple[str, int], tuple[float, Addresses]] = {}
        self._asking: dict[tuple[str, int], asyncio.Task[Addresses]] = {}

    async def connect(self, origin: Origin, make: Callable[[], Connection]) -> Connection:
        """Return a connection that make made; raises UnknownHost, NoConnection, TimeoutError or ssl.SSLError."""
        scheme, host, port = origin
        async with asyncio.timeout(self._seconds):
            addresses = await self._addresses(host, port)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._connected(addresses, host if scheme == "https" else None, make)
        except (ssl.SSLError, TimeoutError):
            raise
        except (OSError, RuntimeError) as error:
            # They may have changed, for all that we know.
            self._names.pop((host, port), None)
            raise NoConnection from error

    async def _connected(self, addresses: Addresses, tls_host: str | None, make: Callable[[], Connection]) -> Connection:
        loop = asyncio.get_running_loop()
        sock = await aiohappyeyeballs.start_connection(addresses, happy_eyeballs_delay=HEAD_START, interleave=1, loop=loop)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # What stands between forgets connections on which a model thinks for long.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_KEEPIDLE"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, PROBE_SECONDS)
        if tls_host is None:
            return (await loop.create_connection(make, sock=sock))[1]
        # A name may end with the root's dot, a certificate's never does.
        return (await loop.create_connection(make, sock=sock, ssl=self._trust.context, server_hostname=tls_host.rstrip(".")))[1]

    async def _addresses(self, host: str, port: int) -> Addresses:
        key, now = (host, port), asyncio.get_running_loop().time()
        known = self._names.get(key)
        if known is not None and known[0] > now:
            return known[1]
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._look_up(host, port))
            task.add_done_callback(lambda done: self._looked_up(key, done))
        # Others may wait for it too, whoever leaves.
        return await asyncio.shield(task)

    def _looked_up(self, key: tuple[str, int], task: asyncio.Task[Addresses]) -> None:
        self._asking.pop(key, None)
        # Where everybody has left, nobody hears of a failure, and nobody need.
        if not task.cancelled():
            task.exception()

    async def _look_up(self, host: str, port: int) -> Addresses:
        loop = asyncio.get_running_loop()
        try:
            found = [*await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError):
            raise UnknownHost from None
        self._names[host, port] = loop.time() + NAME_SECONDS, found
        return found


def _context(ca_file: str | None) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=ca_file)
    made.set_alpn_protocols(["http/1.1"])
    return made
