"""The HTTP client: connections, proxies, certificates, retries. The only file that knows aiohttp."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Callable, Mapping

import aiohttp

from translator.errors import from_upstream
from translator.failure import Failure

# Longest wait that a retry-after may ask of us; beyond it the client is told, and waits by itself.
LONGEST_WAIT = 20.0
CONNECT_SECONDS = 15.0
ERROR_BODY_BYTES = 64_000


class Upstream:
    """All connections of one worker to all upstreams."""

    def __init__(self, ca_file: str | None) -> None:
        """ca_file: PEM bundle to trust instead of the system's. Proxies come from HTTPS_PROXY, HTTP_PROXY and NO_PROXY."""
        context = ssl.create_default_context(cafile=ca_file)
        self._connector = aiohttp.TCPConnector(limit=0, ssl=context, keepalive_timeout=30, ttl_dns_cache=60)
        # Silence is bounded by the caller, who knows whether it waits for the upstream or for the client.
        timeouts = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=None)
        self._session = aiohttp.ClientSession(
            connector=self._connector, timeout=timeouts, trust_env=True, auto_decompress=True, cookie_jar=aiohttp.DummyCookieJar()
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()

    async def post(
        self,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        context: int | None,
        estimate: int,
        retries: int,
        refused: Callable[[int, Mapping[str, str], bytes], None] | None = None,
    ) -> tuple[aiohttp.ClientResponse, int]:
        """Send one request until it is answered with success; returns the open response and how many retries it took.

        context and estimate are for the words of an overflow: see errors.from_upstream. refused hears status, headers and body of each
        answer without success. Raises Failure.
        """
        for attempt in range(retries + 1):
            try:
                response = await self._session.post(url, data=body, headers=headers, allow_redirects=False)
                if response.status < 300:
                    return response, attempt
                said = await _bounded(response)
                if refused is not None:
                    refused(response.status, response.headers, said)
                failure, again = from_upstream(
                    response.status, said, {k.lower(): v for k, v in response.headers.items()}, context, estimate
                )
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                failure, again = unreachable(error, url), True
            wait = _wait(failure.retry_after, attempt)
            if not again or attempt == retries or wait > LONGEST_WAIT:
                raise failure
            await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def forward(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> aiohttp.ClientResponse:
        """Send one request as it is and return the open response, whatever its status. Raises Failure where nothing answers."""
        try:
            return await self._session.request(method, url, data=body, headers=headers, allow_redirects=False)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise unreachable(error, url) from error


async def pieces(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """Yield an answer's bytes as they arrive; raises Failure where the connection breaks."""
    try:
        async for piece in response.content.iter_any():
            yield piece
    except (aiohttp.ClientError, OSError) as error:
        raise Failure(500, "api_error", "The upstream closed the connection in the middle of its answer: try again.") from error


async def whole(response: aiohttp.ClientResponse) -> bytes:
    """Return an answer's whole body; raises Failure where the connection breaks."""
    try:
        return await response.read()
    except (aiohttp.ClientError, OSError) as error:
        raise Failure(500, "api_error", "The upstream closed the connection in the middle of its answer: try again.") from error
    finally:
        response.release()


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    try:
        return await response.content.read(ERROR_BODY_BYTES)
    finally:
        response.close()


def unreachable(error: Exception, url: str) -> Failure:
    """Return the failure for an upstream that was not reached, with the host and the setting to look at."""
    host = url.split("/")[2] if url.count("/") >= 2 else url
    if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLError | aiohttp.ClientSSLError):
        words = f"The certificate of {host} is not trusted: set SSL_CERT_FILE to the CA that signed it."
    elif isinstance(error, aiohttp.ClientConnectorDNSError):
        words = f"The host {host} is not known: look at OPENAI_BASE_URL and at the network."
    elif isinstance(error, aiohttp.ClientHttpProxyError | aiohttp.ClientProxyConnectionError):
        words = f"The forward proxy does not lead to {host}: look at HTTPS_PROXY and NO_PROXY."
    elif isinstance(error, TimeoutError):
        return Failure(
            504, "timeout_error", f"No connection to {host} within {CONNECT_SECONDS:.0f} s: look at OPENAI_BASE_URL and at the network."
        )
    elif isinstance(error, aiohttp.ServerDisconnectedError | ConnectionResetError | aiohttp.ClientPayloadError):
        words = f"{host} closed the connection without an answer: try again."
    elif isinstance(error, aiohttp.InvalidURL):
        words = "The upstream's address is not valid: set OPENAI_BASE_URL."
    else:
        words = f"No connection to {host}: look at OPENAI_BASE_URL, at HTTPS_PROXY and at the network."
    return Failure(502, "api_error", words)


def _wait(retry_after: str | None, attempt: int) -> float:
    try:
        asked = float(retry_after) if retry_after is not None else 0.0
    except ValueError:
        asked = 0.0
    # Full jitter: clients that failed together do not come back together.
    return max(asked, random.uniform(0.1, 0.5) * float(2**attempt))  # noqa: S311 (no secret depends on it)
