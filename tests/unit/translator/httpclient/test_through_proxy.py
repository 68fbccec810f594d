"""Forward proxies: the same answers, and the same words for what goes wrong."""

import asyncio
import gzip
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from tests.odd_upstream import GOOD, RESPONSE, Heard, OddUpstream, fixed
from translator.asking.proxies import Proxies
from translator.asking.upstream import Upstream
from translator.failure import Failure
from translator.httpclient.answer import Answer

T = TypeVar("T")
URL = "http://upstream.example/v1"


def asked(proxy: str, mark: str, work: Callable[[Answer], Awaitable[T]], url: str = URL, **headers: str) -> T:
    """Ask through a proxy, and do something with the answer."""

    async def main() -> T:
        upstream = Upstream(None, Proxies({"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy}))
        try:
            return await work(await upstream.forward("POST", url, headers, mark.encode()))
        finally:
            await upstream.close()

    return asyncio.run(main())


async def whole(answer: Answer) -> bytes:
    """Return all of it."""
    pieces = []
    while piece := await answer.piece():
        pieces.append(piece)
    assert answer.over
    return b"".join(pieces)


def test_the_way_there_and_back(odd: OddUpstream) -> None:
    """The proxy is asked by the whole address; its answer is like any other."""
    odd.on("there-", GOOD)
    assert asked(odd.url, "there-", whole) == RESPONSE
    assert odd.of("there-")[0].line == "POST http://upstream.example/v1 HTTP/1.1"
    assert odd.of("there-")[0].headers["accept-encoding"] == "identity"
    odd.on("packed-", fixed(200, gzip.compress(RESPONSE), "Content-Encoding: gzip", "Set-Cookie: a", "Set-Cookie: b"))

    async def look(answer: Answer) -> None:
        assert (answer.status, answer.headers["set-cookie"], answer.repeated) == (200, "a", False)
        assert [value for name, value in answer.fields if name.lower() == b"set-cookie"] == [b"a", b"b"]
        assert await answer.whole() == RESPONSE

    asked(odd.url, "packed-", look)


def test_an_answer_that_is_cut_off(odd: OddUpstream) -> None:
    """It is a failure here too."""

    async def cut(heard: Heard) -> None:
        await heard.send(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello")
        heard.writer.close()

    odd.on("cut-", cut)
    with pytest.raises(Failure, match="middle"):
        asked(odd.url, "cut-", lambda answer: answer.whole())


@pytest.mark.parametrize(
    ("proxy", "url", "headers", "words"),
    [
        ("http://127.0.0.1:1", URL, {}, "forward proxy on the way"),
        ("http://no-such-host.invalid:1", URL, {}, "forward proxy on the way"),
        ("socks5://127.0.0.1:1", URL, {}, "forward proxy on the way"),
        ("http://[bad", URL, {}, "forward proxy on the way"),
        ("http://", URL, {}, "forward proxy on the way"),
        ("http://127.0.0.1:port", URL, {}, "forward proxy on the way"),
        ("", URL, {"x": "a\nb"}, "header 'x'"),
        ("", "http://[oops", {}, "not valid"),
        ("", "https://upstream.example/", {}, "does not lead"),
    ],
)
def test_what_goes_wrong(odd: OddUpstream, proxy: str, url: str, headers: dict[str, str], words: str) -> None:
    """Nobody there, no such host, no header, no address, no way: the words are those of the way without a proxy."""
    odd.on("CONNECT", fixed(403, b""))
    with pytest.raises(Failure, match=words):
        asked(proxy or odd.url, "x", whole, url, **headers)


def test_a_proxy_that_asks_who_we_are(odd: OddUpstream) -> None:
    """Its 407 is its own, also where it answers in the host's place."""
    odd.on("who-", fixed(407, b"", 'Proxy-Authenticate: Basic realm="x"'))
    with pytest.raises(Failure, match=r"forward proxy does not lead to upstream\.example \(it answered 407\)"):
        asked(odd.url, "who-", whole)


def test_nobody_pays_who_has_no_proxy() -> None:
    """The library for proxies is not even loaded by the translator's own files."""
    code = "import sys, translator.serving.main; sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
