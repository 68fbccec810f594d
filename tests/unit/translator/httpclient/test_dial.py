"""The way to a host: its addresses, its certificate, its time."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvloop

from tests.odd_upstream import GOOD, RESPONSE, OddUpstream
from tests.stack.odd import certificates
from tests.unit.translator.httpclient.conftest import Asking
from translator.httpclient.dial import Trust
from translator.httpclient.pool import Pool


@dataclass
class Secure:
    """A CA's file, a server that it certified for 127.0.0.1, one that certified itself, and the names that the first was asked by."""

    ca: Path
    trusted: OddUpstream
    strange: OddUpstream
    asked: list[str | None]


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    """Two servers with TLS."""
    ca, signed, alone = certificates(tmp_path_factory.mktemp("tls"))
    asked: list[str | None] = []
    signed.sni_callback = lambda _object, name, _context: asked.append(name)
    with OddUpstream(signed).running() as trusted, OddUpstream(alone).running() as strange:
        trusted.on("tls-", GOOD)
        yield Secure(ca, trusted, strange, asked)


def test_a_private_ca(asking: Asking, secure: Secure) -> None:
    """A CA file of one's own is trusted; the connection serves again."""

    async def work(pool: Pool) -> None:
        for _ in range(3):
            answer = await pool.request("POST", f"{secure.trusted.url}/", {}, b"tls-" + asking.mark.encode() + b"x" * 90_000)
            assert await answer.whole() == RESPONSE

    asking.run(work, lambda: Pool(Trust(str(secure.ca)), 5))
    assert len({id(one.writer) for one in secure.trusted.of(asking.mark)}) == 1


@pytest.mark.parametrize("which", ["strange", "name", "system"])
def test_certificates_that_do_not_fit(asking: Asking, secure: Secure, which: str) -> None:
    """Another CA's, another host's name, or a CA that the system does not know: none is spoken to."""
    server = secure.strange if which == "strange" else secure.trusted
    url = server.url.replace("127.0.0.1", "localhost") if which == "name" else server.url

    async def work(pool: Pool) -> str:
        with pytest.raises(ssl.SSLCertVerificationError) as caught:
            await pool.request("POST", url, {"authorization": "Bearer x"}, b"tls-never")
        return caught.value.verify_message

    said = asking.run(work, lambda: Pool(Trust(None if which == "system" else str(secure.ca)), 5))
    assert said
    assert not server.of("tls-never")
    if which == "name":
        assert secure.asked[-1] == "localhost"


def test_tls_where_none_is_spoken(asking: Asking) -> None:
    """It is told as that."""

    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def work(pool: Pool) -> None:
        server = await asyncio.start_server(answers, "127.0.0.1", 0)
        with pytest.raises(ssl.SSLError):
            await pool.request("POST", f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/", {}, b"")
        server.close()

    asking.run(work)


def test_a_host_that_never_answers(asking: Asking) -> None:
    """The time for a connection is bounded, its TLS within it; who leaves earlier leaves."""

    async def work(pool: Pool) -> None:
        server = await asyncio.start_server(lambda _reader, _writer: asyncio.sleep(5), "127.0.0.1", 0)
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises(TimeoutError):
            await pool.request("POST", url, {}, b"")
        task = asyncio.create_task(pool.request("POST", url, {}, b""))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        server.close()

    asking.run(work, lambda: Pool(Trust(None), 0.4))


def test_one_address_of_several_answers(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host is reached by whichever of its addresses takes a connection; names are not looked up each time."""
    asking.on(GOOD)
    asked: list[str] = []

    loop: Any = asyncio.BaseEventLoop if asking.loop == "asyncio" else uvloop.Loop
    look_up = loop.getaddrinfo

    async def looked_up(running: asyncio.AbstractEventLoop, host: str, port: int, **options: int) -> list[Any]:
        if host != "many.test":
            return list(await look_up(running, host, port, **options))
        asked.append(host)
        nowhere = [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 1, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 1)),
        ]
        return [*nowhere, (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", asking.odd.port))]

    async def work(pool: Pool) -> None:
        url, body = f"http://many.test:{asking.odd.port}/", asking.mark.encode()
        for _ in range(2):
            (await pool.request("POST", url, {}, body)).close()
        await asyncio.gather(*(pool.request("POST", url, {}, body) for _ in range(20)))

    monkeypatch.setattr(loop, "getaddrinfo", looked_up)
    asking.run(work)
    assert asked == ["many.test"]
