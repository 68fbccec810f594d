"""Answers of every shape, read as they are."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

import pytest

from tests.odd_upstream import Heard
from tests.unit.translator.httpclient.conftest import Asking
from translator.failure import Failure
from translator.httpclient.faults import Closed, NotHttp
from translator.httpclient.parsing import HEAD_BYTES
from translator.httpclient.pool import Pool

BY_LENGTH = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"
IN_CHUNKS = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nempty:\r\n\r\n"
    b'2;name="value";x\r\nhe\r\n03\r\nllo\r\n0;last\r\nx-trailer: 1\r\nx-other: 2\r\n\r\n'
)
WITHOUT_END = b"HTTP/1.1 200 OK\r\n\r\nhello"
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"
OLD = b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"
BARE_LINES = b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"


def sends(data: bytes, size: int = 0, close: bool = False) -> Callable[[Heard], Awaitable[None]]:
    """Answer with these bytes, in pieces of this size."""

    async def behave(heard: Heard) -> None:
        for at in range(0, len(data), size or len(data)):
            await heard.send(data[at : at + (size or len(data))])
            if size:
                await asyncio.sleep(0)
        if close:
            heard.writer.close()

    return behave


@pytest.mark.parametrize("size", [0, 1, 7])
@pytest.mark.parametrize("interim", [b"", INTERIM])
@pytest.mark.parametrize("data", [BY_LENGTH, IN_CHUNKS, BARE_LINES])
def test_answers_in_pieces_of_any_size(asking: Asking, data: bytes, size: int, interim: bytes) -> None:
    """Length, chunks with extensions and trailers, interim answers: whole however they come, and the connection serves again."""
    asking.on(sends(interim + data, size))

    async def work(pool: Pool) -> None:
        for _ in range(3):
            answer = await asking.post(pool)
            assert (answer.status, await answer.whole(), answer.over) == (200, b"hello", True)
            assert "x-trailer" not in answer.headers
            assert "link" not in answer.headers

    asking.run(work)
    assert asking.connections == 1


BOTH_LENGTHS = IN_CHUNKS.replace(b"\r\n", b"\r\nContent-Length: 3\r\n", 1)


@pytest.mark.parametrize("data", [WITHOUT_END, OLD, BOTH_LENGTHS, BY_LENGTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")])
def test_answers_that_end_the_connection(asking: Asking, data: bytes) -> None:
    """Without a length, of HTTP/1.0, with Connection: close, or with a length besides its chunks, the connection serves nobody else."""
    asking.on(sends(data, close=data == WITHOUT_END))

    async def work(pool: Pool) -> None:
        for _ in range(2):
            assert await (await asking.post(pool)).whole() == b"hello"

    asking.run(work)
    assert asking.connections == 2


def test_headers(asking: Asking) -> None:
    """By small letters; of several the first; all of them as they came."""
    asking.on(sends(b"HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nset-cookie: b\r\nX-Request-ID:  r1 \r\nX-Odd: \xe4\r\ncontent-length: 0\r\n\r\n"))

    async def work(pool: Pool) -> None:
        answer = await asking.post(pool)
        assert (answer.headers["set-cookie"], answer.headers.get("x-request-id"), answer.headers["x-odd"]) == ("a", "r1", "ä")
        assert [value for name, value in answer.fields if name.lower() == b"set-cookie"] == [b"a", b"b"]
        assert answer.over
        assert await answer.piece() == b""

    asking.run(work)


@pytest.mark.parametrize(
    ("status", "method", "more"),
    [(204, "POST", b""), (304, "POST", b"content-length: 70\r\n"), (200, "HEAD", b"content-length: 70\r\n")],
)
def test_answers_that_have_no_body(asking: Asking, status: int, method: str, more: bytes) -> None:
    """They are over with their head, whatever length they name."""
    asking.on(sends(b"HTTP/1.1 %d X\r\n%s\r\n" % (status, more)))

    async def work(pool: Pool) -> None:
        for _ in range(2):
            answer = await asking.post(pool, method=method)
            assert (answer.status, answer.over, await answer.whole()) == (status, True, b"")

    asking.run(work)


@pytest.mark.parametrize(
    "data",
    [
        b"220 smtp.example ESMTP\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\nwhat is no longer HTTP",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nx: %s\r\n\r\n" % (b"x" * HEAD_BYTES),
        b"HTTP/1.1 200 OK\r\nx: %s" % (b"x" * HEAD_BYTES * 2),
        b"HTTP/1.1 100 Continue\r\n\r\n" * 5000,
    ],
)
@pytest.mark.parametrize("size", [0, 3000])
def test_what_is_no_answer(asking: Asking, data: bytes, size: int) -> None:
    """Other protocols, a switch to one, heads without measure, interim answers without end."""
    asking.on(sends(data, size))

    async def work(pool: Pool) -> None:
        with pytest.raises(NotHttp):
            await asking.post(pool)

    asking.run(work)


def test_an_upgrade_that_is_only_offered(asking: Asking) -> None:
    """A server that tells what else it speaks has answered all the same."""
    asking.on(sends(BY_LENGTH.replace(b"\r\n\r\n", b"\r\nUpgrade: h2,h2c\r\nConnection: Upgrade\r\n\r\n")))
    assert asking.whole() == b"hello"


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhello",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nno length\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx: " + b"x" * HEAD_BYTES * 2,
    ],
)
@pytest.mark.parametrize("size", [0, 4001])
def test_answers_that_are_cut_off(asking: Asking, data: bytes, size: int) -> None:
    """What came is given, then a failure, never an end: not for what was cut off, what is no chunk, nor for trailers without measure."""
    asking.on(sends(data, size, close=True))

    async def work(pool: Pool) -> None:
        answer = await asking.post(pool)
        assert await answer.piece() == b"hello"
        with pytest.raises(Failure):
            await answer.piece()
        with pytest.raises(Failure):
            await answer.whole()

    asking.run(work)


def test_a_reset_is_no_end(asking: Asking) -> None:
    """An answer without a length ends with the connection, but not with its reset."""

    async def reset(heard: Heard) -> None:
        await heard.send(WITHOUT_END)
        await asyncio.sleep(0.1)
        # A close that waits for nothing is a reset.
        linger = struct.pack("ii", 1, 0)
        heard.writer.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        heard.writer.transport.abort()

    asking.on(reset)

    async def work(pool: Pool) -> None:
        answer = await asking.post(pool)
        assert await answer.piece() == b"hello"
        with pytest.raises(Failure):
            await answer.piece()

    asking.run(work)


def test_no_answer_at_all(asking: Asking) -> None:
    """A fresh connection that closes, and any that closes in mid-head, is an error."""
    for data in (b"", b"HTTP/1.1 200 OK\r\ncontent-"):
        asking.on(sends(data, 1, close=True))

        async def work(pool: Pool) -> None:
            with pytest.raises(Closed):
                await asking.post(pool)

        asking.run(work)
