"""What is asked of upstreams: one request until it succeeds, or one as it is. How it travels is httpclient's matter."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gateway.errors.error_table import DEFAULT_KEY
from translator.asking.proxies import Proxies
from translator.asking.rate_limits import told
from translator.asking.retry import asked_wait, pause
from translator.asking.unreachable import unreachable
from translator.errors import from_upstream
from translator.failure import Failure
from translator.httpclient.answer import Answer
from translator.httpclient.dial import Trust
from translator.httpclient.faults import Fault
from translator.httpclient.pool import Pool

if TYPE_CHECKING:
    from translator.httpclient.through_proxy import Proxied

# Longest wait that a retry-after may ask of us; beyond it the client is told, and waits by itself.
LONGEST_WAIT = 20.0
CONNECT_SECONDS = 15.0
ERROR_BODY_BYTES = 64_000
ERROR_BODY_SECONDS = 10.0


@dataclass
class Ask:
    """One request to an upstream.

    context, estimate: for the words of an overflow, see errors.from_upstream. waits: is told when the wait for the upstream begins (True)
    and ends. refused: hears status, headers and body of each answer without success. tried: the retries that were made, also the silent
    one after a kept connection had died. key_name: the variable that holds the key, for an error that names it.
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
    key_name: str = DEFAULT_KEY


class Upstream:
    """All connections of one worker to all upstreams."""

    def __init__(self, ca_file: str | None, proxies: Proxies) -> None:
        """ca_file: PEM bundle to trust instead of the system's, which are read when they are first needed."""
        self._proxies = proxies
        self._trust = Trust(ca_file)
        self._direct = Pool(self._trust, CONNECT_SECONDS)
        self._proxied: Proxied | None = None

    def prepare(self, urls: Iterable[str]) -> None:
        """Read the CAs now where one of these will be asked by https, so that no request has to wait for it."""
        if any(url.startswith("https:") for url in urls):
            _ = self._trust.context

    async def close(self) -> None:
        """Close every connection."""
        await self._direct.close()
        if self._proxied is not None:
            await self._proxied.close()

    async def post(self, ask: Ask) -> Answer:
        """Send one request until it is answered with success; returns the open response. Raises Failure."""
        repeated = 0
        for attempt in range(ask.retries + 1):
            ask.tried = attempt + repeated
            ask.waits(True)
            wanted: float | None = None
            try:
                response = await self._request("POST", ask.url, ask.headers, ask.body)
                repeated += response.repeated
                ask.tried = attempt + repeated
                if response.status < 300:
                    return response
                failure, again, wanted = await _refusal(response, ask)
            except (Fault, OSError) as error:
                failure, again = unreachable(error, ask.url)
            ask.waits(False)
            wait = pause(wanted, attempt)
            if not again or attempt == ask.retries or wait > LONGEST_WAIT:
                raise failure
            await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def forward(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send one request as it is and return the open response, whatever its status. Raises Failure where nothing answers."""
        try:
            return await self._request(method, url, headers, body)
        except (Fault, OSError) as error:
            raise unreachable(error, url)[0] from error

    async def _request(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        proxy = self._proxies.of(url)
        if proxy is None:
            return await self._direct.request(method, url, headers, body)
        if self._proxied is None:
            self._proxied = _proxied(self._trust)
        return await self._proxied.request(method, url, headers, body, proxy)


def _proxied(trust: Trust) -> "Proxied":
    # Costs 20 MB and a fifth of a second, which most gateways never need.
    from translator.httpclient.through_proxy import Proxied

    return Proxied(trust, CONNECT_SECONDS)


async def _refusal(response: Answer, ask: Ask) -> tuple[Failure, bool, float | None]:
    """Return what an answer without success comes to: the failure, whether to ask again, and the seconds that it wants to be left alone."""
    said = await _bounded(response)
    if ask.refused is not None:
        ask.refused(response.status, response.headers, said)
    headers = dict(response.headers)
    failure, again = from_upstream(response.status, said, headers, ask.context, ask.estimate, ask.key_name)
    wanted = asked_wait(headers)
    if wanted is None and failure.retry_after is not None:
        # It was said in words.
        wanted = float(failure.retry_after)
    failure.limits = told(headers, datetime.now(UTC))
    # What the upstream itself says about trying again, as OpenAI's own libraries heed it.
    again = {"true": True, "false": False}.get(headers.get("x-should-retry", ""), again)
    return failure, again, wanted


async def drain(response: Answer, seconds: float = 1.0) -> None:
    """Read an answer's last bytes, so that its connection can serve the next request; give up where the upstream dawdles or goes on."""
    if not response.over:
        await _bounded(response, seconds)


async def _bounded(response: Answer, seconds: float = ERROR_BODY_SECONDS) -> bytes:
    """Return what there is of a body within some time and size; the connection is kept where that is all of it."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            while size < ERROR_BODY_BYTES and (piece := await response.piece()):
                parts.append(piece)
                size += len(piece)
    except (Failure, TimeoutError):
        # What came says enough, and be it the status alone.
        pass
    finally:
        # Does nothing to a connection that has been given back at the answer's end.
        response.close()
    return b"".join(parts)
