"""The HTTP client: connections, certificates, retries. The only file that knows how aiohttp is asked."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass

import aiohttp

from translator.errors import from_upstream
from translator.failure import Failure
from translator.proxies import Proxies
from translator.retry import asked_wait, pause, whole_seconds
from translator.unreachable import unreachable

# Longest wait that a retry-after may ask of us; beyond it the client is told, and waits by itself.
LONGEST_WAIT = 20.0
CONNECT_SECONDS = 15.0
ERROR_BODY_BYTES = 64_000
ERROR_BODY_SECONDS = 10.0
# Some upstreams send policies and cookies that are longer than the library's 8 KB.
HEADER_BYTES = 65_536
BROKEN = "The upstream closed the connection in the middle of its answer: try again."


@dataclass
class Ask:
    """One request to an upstream.

    context, estimate: for the words of an overflow, see errors.from_upstream. waits: is told when the wait for the upstream begins (True)
    and ends. refused: hears status, headers and body of each answer without success. tried: the retries that were made.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes
    context: int | None
    estimate: int
    retries: int
    waits: Callable[[bool], None]
    refused: Callable[[int, Mapping[str, str], bytes], None] | None = None
    tried: int = 0


class Upstream:
    """All connections of one worker to all upstreams."""

    def __init__(self, ca_file: str | None, proxies: Proxies) -> None:
        """ca_file: PEM bundle to trust instead of the system's."""
        context = ssl.create_default_context(cafile=ca_file)
        connector = aiohttp.TCPConnector(limit=0, ssl=context, keepalive_timeout=30, ttl_dns_cache=60)
        self._proxies = proxies
        self._session = aiohttp.ClientSession(
            connector=connector,
            # A stream that an intermediary compresses comes in lumps.
            headers={"accept-encoding": "identity"},
            # Silence is bounded by the caller, who knows whether it waits for the upstream or for the client.
            timeout=aiohttp.ClientTimeout(total=None, connect=2 * CONNECT_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=None),
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=HEADER_BYTES,
            max_field_size=HEADER_BYTES,
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()

    async def post(self, ask: Ask) -> aiohttp.ClientResponse:
        """Send one request until it is answered with success; returns the open response. Raises Failure."""
        for attempt in range(ask.retries + 1):
            ask.tried = attempt
            ask.waits(True)
            wanted: float | None = None
            try:
                response = await self._request("POST", ask.url, ask.headers, ask.body)
                if response.status < 300:
                    return response
                failure, again, wanted = await _refusal(response, ask)
            except (aiohttp.ClientError, OSError) as error:
                failure, again = unreachable(error, ask.url)
            ask.waits(False)
            wait = pause(wanted, attempt)
            if not again or attempt == ask.retries or wait > LONGEST_WAIT:
                raise failure
            await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def forward(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> aiohttp.ClientResponse:
        """Send one request as it is and return the open response, whatever its status. Raises Failure where nothing answers."""
        try:
            return await self._request(method, url, headers, body)
        except (aiohttp.ClientError, OSError) as error:
            raise unreachable(error, url)[0] from error

    async def _request(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> aiohttp.ClientResponse:
        return await self._session.request(method, url, data=body, headers=headers, allow_redirects=False, proxy=self._proxies.of(url))


async def _refusal(response: aiohttp.ClientResponse, ask: Ask) -> tuple[Failure, bool, float | None]:
    """Return what an answer without success comes to: the failure, whether to ask again, and the seconds that it wants to be left alone."""
    said = await _bounded(response)
    if ask.refused is not None:
        ask.refused(response.status, response.headers, said)
    headers = {name.lower(): value for name, value in response.headers.items()}
    failure, again = from_upstream(response.status, said, headers, ask.context, ask.estimate)
    wanted = asked_wait(headers)
    failure.retry_after = failure.retry_after or whole_seconds(wanted)
    # What the upstream itself says about trying again, as OpenAI's own libraries heed it.
    again = {"true": True, "false": False}.get(headers.get("x-should-retry", ""), again)
    return failure, again, wanted


async def pieces(response: aiohttp.ClientResponse) -> AsyncGenerator[bytes, None]:
    """Yield an answer's bytes as they arrive; raises Failure where the connection breaks."""
    read = response.content.readany
    try:
        while piece := await read():
            yield piece
    except (aiohttp.ClientError, OSError) as error:
        raise Failure(500, "api_error", BROKEN) from error


async def whole(response: aiohttp.ClientResponse) -> bytes:
    """Return an answer's whole body; raises Failure where the connection breaks."""
    try:
        return await response.read()
    except (aiohttp.ClientError, OSError) as error:
        raise Failure(500, "api_error", BROKEN) from error


async def drain(response: aiohttp.ClientResponse, seconds: float = 1.0) -> None:
    """Read an answer's last bytes, so that its connection can serve the next request; give up where the upstream dawdles or goes on."""
    await _bounded(response, seconds)


async def _bounded(response: aiohttp.ClientResponse, seconds: float = ERROR_BODY_SECONDS) -> bytes:
    """Return what there is of a body within some time and size; the connection is kept where that is all of it."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            while size < ERROR_BODY_BYTES and (piece := await response.content.readany()):
                parts.append(piece)
                size += len(piece)
    except (aiohttp.ClientError, OSError):
        # What came says enough, and be it the status alone. (TimeoutError is an OSError.)
        pass
    finally:
        # Does nothing to a connection that has been given back at the answer's end.
        response.close()
    return b"".join(parts)
