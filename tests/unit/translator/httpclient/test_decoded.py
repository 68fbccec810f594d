"""Answers that are compressed although nobody asked for it."""

import asyncio
import gzip
import zlib

import pytest

from tests.odd_upstream import RESPONSE, Heard, fixed
from tests.unit.translator.httpclient.conftest import Asking
from tests.unit.translator.httpclient.test_connection import sends
from translator.failure import Failure
from translator.httpclient.pool import Pool


def raw(data: bytes) -> bytes:
    """Return deflate without zlib's head, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize("size", [0, 1])
@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(RESPONSE)),
        ("X-GZIP", gzip.compress(RESPONSE[:50]) + gzip.compress(RESPONSE[50:])),
        ("gzip", gzip.compress(RESPONSE) + b"\0\0"),
        ("deflate", zlib.compress(RESPONSE)),
        ("deflate", raw(RESPONSE)),
        ("identity", RESPONSE),
    ],
)
def test_it_is_unpacked(asking: Asking, encoding: str, body: bytes, size: int) -> None:
    """gzip, in several parts too, deflate with zlib's head and without, in pieces of any size; the connection serves again."""
    asking.on(sends(b"HTTP/1.1 200 OK\r\ncontent-encoding: %s\r\ncontent-length: %d\r\n\r\n" % (encoding.encode(), len(body)) + body, size))

    async def work(pool: Pool) -> None:
        for _ in range(2):
            answer = await asking.post(pool)
            assert await answer.whole() == RESPONSE
            assert answer.over

    asking.run(work)
    assert asking.connections == 1


@pytest.mark.parametrize("body", [gzip.compress(RESPONSE)[:-9], b"no gzip at all", gzip.compress(RESPONSE)[:30]])
def test_what_cannot_be_unpacked(asking: Asking, body: bytes) -> None:
    """A cut or broken body is a failure, never half an answer that looks whole."""
    asking.on(fixed(200, body, "content-encoding: gzip"))

    with pytest.raises(Failure):
        asking.whole()


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_what_nobody_can_read(asking: Asking, encoding: str) -> None:
    """No garbage is passed on: the failure names the encoding."""
    asking.on(fixed(200, b"\x1b\x03", f"content-encoding: {encoding}"))

    with pytest.raises(Failure, match="compressed") as caught:
        asking.whole()
    assert encoding in caught.value.message


def test_an_empty_body(asking: Asking) -> None:
    """Nothing is nothing, however it is coded."""
    asking.on(fixed(200, b"", "content-encoding: gzip"))
    assert asking.whole() == b""


def test_events_come_as_they_are_sent(asking: Asking) -> None:
    """A stream that is compressed is given piece by piece."""
    told = asyncio.Event()

    async def behave(heard: Heard) -> None:
        packer = zlib.compressobj(wbits=31)
        await heard.send(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n")
        await heard.send(packer.compress(b"one") + packer.flush(zlib.Z_SYNC_FLUSH))
        while not told.is_set():
            await asyncio.sleep(0.01)
        await heard.send(packer.compress(b"two") + packer.flush())
        heard.writer.close()

    asking.on(behave)

    async def work(pool: Pool) -> None:
        answer = await asking.post(pool)
        assert await answer.piece() == b"one"
        told.set()
        assert await answer.whole() == b"two"

    asking.run(work)


def test_a_small_answer_that_is_huge(asking: Asking) -> None:
    """It is unpacked as it is read, not at once."""
    asking.on(fixed(200, gzip.compress(bytes(50_000_000)), "content-encoding: gzip"))

    async def work(pool: Pool) -> None:
        answer = await asking.post(pool)
        size = 0
        while piece := await answer.piece():
            assert len(piece) < 1_000_000
            size += len(piece)
        assert size == 50_000_000

    asking.run(work)
