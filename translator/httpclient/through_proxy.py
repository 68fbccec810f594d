"""HTTP through a forward proxy, by aiohttp. The only file that knows it, and imported only where there is a proxy."""

import ssl
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import aiohttp

from translator.httpclient.answer import pass_on
from translator.httpclient.dial import Trust
from translator.httpclient.faults import (
    BadAddress,
    Closed,
    Fault,
    NoConnection,
    NoProxy,
    NotHttp,
    RefusedByProxy,
    broken,
)
from translator.httpclient.parsing import HEAD_BYTES
from translator.httpclient.pool import IDLE_SECONDS
from translator.httpclient.request import DEFAULTS, address_of, head_of

# RFC 9110, 15.5.8.
ASKS_WHO = 407


class ProxiedAnswer:
    """One answer."""

    repeated = False

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.status = response.status
        self.headers: Mapping[str, str] = {name.lower(): value for name, value in reversed(list(response.headers.items()))}

    @property
    def fields(self) -> Sequence[tuple[bytes, bytes]]:
        """Return every header, in order."""
        return self._response.raw_headers

    @property
    def over(self) -> bool:
        """Return whether nothing is left to read."""
        return self._response.closed or self._response.content.at_eof()

    async def piece(self) -> bytes:
        """Return what has arrived of the body, as soon as anything has; b"" at its end. Raises Failure where the connection breaks."""
        try:
            return await self._response.content.readany()
        except (aiohttp.ClientError, OSError) as error:
            raise broken() from error

    async def pass_on(self, take: Callable[[bytes], bool]) -> bool:
        """Give each piece to take, for as long as that returns True: see Answer."""
        return await pass_on(self.piece, take)

    async def whole(self) -> bytes:
        """Return the rest of the body. Raises Failure where the connection breaks."""
        try:
            return await self._response.read()
        except (aiohttp.ClientError, OSError) as error:
            raise broken() from error

    def close(self) -> None:
        """Give up what has not been read, and its connection with it."""
        self._response.close()


class Proxied:
    """All connections that go through forward proxies."""

    def __init__(self, trust: Trust, connect_seconds: float) -> None:
        connector = aiohttp.TCPConnector(limit=0, ssl=trust.context, keepalive_timeout=IDLE_SECONDS, ttl_dns_cache=60)
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers=DEFAULTS,
            # Silence is bounded by the caller, who knows whether it waits for the upstream or for the client.
            timeout=aiohttp.ClientTimeout(total=None, connect=2 * connect_seconds, sock_connect=connect_seconds, sock_read=None),
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=HEAD_BYTES,
            max_field_size=HEAD_BYTES,
        )

    async def request(self, method: str, url: str, headers: Mapping[str, str], body: bytes, proxy: str) -> ProxiedAnswer:
        """Send a request; returns the answer when its head has come. Raises Fault, TimeoutError or ssl.SSLError."""
        # What is no address and what is no header is told in the same words.
        head_of(method, address_of(url), headers)
        if not _speaks_http(proxy):
            raise NoProxy
        try:
            response = await self._session.request(method, url, data=body, headers=headers, allow_redirects=False, proxy=proxy)
        except aiohttp.ClientConnectorCertificateError as error:
            raise error.certificate_error from error
        except aiohttp.ClientError as error:
            raise _fault(error) from error
        if response.status == ASKS_WHO:
            # On the way to http:// addresses the proxy answers like the host itself, but no host says this.
            response.close()
            raise RefusedByProxy(response.status)
        return ProxiedAnswer(response)

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()


@lru_cache(maxsize=16)
def _speaks_http(proxy: str) -> bool:
    """Tell whether a proxy's address is one, and of HTTP: a SOCKS proxy understands nothing that is said here."""
    try:
        address_of(proxy)
    except BadAddress:
        return False
    return True


def _fault(error: aiohttp.ClientError) -> Exception:
    """Return what a failed request comes to, in our own words."""
    kinds: tuple[tuple[type[Exception], Exception], ...] = (
        (aiohttp.ClientSSLError, ssl.SSLError()),
        (TimeoutError, TimeoutError()),
        # The host itself is looked up by the proxy.
        (aiohttp.ClientConnectorDNSError, NoProxy()),
        (aiohttp.ClientProxyConnectionError, NoProxy()),
        (aiohttp.InvalidURL, BadAddress()),
        (aiohttp.NonHttpUrlClientError, BadAddress()),
        (aiohttp.ClientConnectorError, NoConnection()),
    )
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return RefusedByProxy(error.status)
    return next((ours for theirs, ours in kinds if isinstance(error, theirs)), _other(error))


def _other(error: aiohttp.ClientError) -> Fault:
    return NotHttp() if isinstance(error, aiohttp.ClientResponseError) else Closed()
