"""Connections: which serve again, and which do not."""

import asyncio
import threading

import pytest

from tests.odd_upstream import GOOD, RESPONSE, Heard, close, fixed, in_turn, reset
from tests.unit.translator.httpclient.conftest import Asking
from tests.unit.translator.httpclient.test_connection import BY_LENGTH, sends
from translator.httpclient import connection
from translator.httpclient import pool as module
from translator.httpclient.faults import BadAddress, Closed, NoConnection, UnknownHost
from translator.httpclient.pool import Pool


@pytest.mark.parametrize("dies", [close, reset])
def test_a_connection_that_had_died(asking: Asking, dies: object) -> None:
    """A kept connection that closes without a word costs nothing but a fresh one; the answer tells it."""
    asking.on(in_turn(GOOD, close if dies is close else reset, GOOD))

    async def work(pool: Pool) -> list[bool]:
        told = []
        for _ in range(2):
            answer = await asking.post(pool, size=90_000)
            assert await answer.whole() == RESPONSE
            told.append(answer.repeated)
        return told

    assert asking.run(work) == [False, True]
    assert asking.connections == 2


def test_a_fresh_one_that_dies_too(asking: Asking) -> None:
    """Once is enough: what closes a fresh connection is an error."""
    asking.on(in_turn(GOOD, close, close, GOOD))

    async def work(pool: Pool) -> None:
        await (await asking.post(pool)).whole()
        with pytest.raises(Closed):
            await asking.post(pool)

    asking.run(work)
    assert len(asking.odd.of(asking.mark)) == 3


def test_a_beginning_was_heard(asking: Asking) -> None:
    """A kept connection that breaks in mid-head did reach the upstream: nothing is sent again."""
    asking.on(in_turn(GOOD, sends(b"HTTP/1.1 2", close=True), GOOD))

    async def work(pool: Pool) -> None:
        await (await asking.post(pool)).whole()
        with pytest.raises(Closed):
            await asking.post(pool)

    asking.run(work)
    assert len(asking.odd.of(asking.mark)) == 2


def test_an_upstream_that_may_have_worked(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kept connection that closes only after a while was not dead when the request came: nothing is sent again in silence."""
    monkeypatch.setattr(connection, "STALE_SECONDS", 0.1)

    async def works(heard: Heard) -> None:
        await asyncio.sleep(0.3)
        heard.writer.close()

    asking.on(in_turn(GOOD, works, GOOD))

    async def work(pool: Pool) -> None:
        await (await asking.post(pool)).whole()
        with pytest.raises(Closed):
            await asking.post(pool)

    asking.run(work)
    assert len(asking.odd.of(asking.mark)) == 2


@pytest.mark.parametrize("after", [b"", b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n", b"what nobody asked for"])
def test_what_closes_or_speaks_while_idle_is_left(asking: Asking, after: bytes) -> None:
    """An idle connection that was closed, or on which something came, takes no request."""

    done = threading.Semaphore(0)

    async def behave(heard: Heard) -> None:
        await GOOD(heard)
        # Not together with the answer.
        await asyncio.sleep(0.05)
        if after:
            await heard.send(after)
        else:
            heard.writer.close()
            await heard.writer.wait_closed()
        done.release()

    asking.on(behave)

    async def work(pool: Pool) -> None:
        for _ in range(2):
            answer = await asking.post(pool)
            assert await answer.whole() == RESPONSE
            assert not answer.repeated
            assert await asyncio.to_thread(done.acquire, timeout=20)
            await asyncio.sleep(0.1)

    asking.run(work)
    assert asking.connections == 2


def test_what_follows_an_answer(asking: Asking) -> None:
    """Bytes beyond an answer's end are no part of it, nor of the next one."""
    asking.on(sends(BY_LENGTH + BY_LENGTH.replace(b"hello", b"other")))

    async def work(pool: Pool) -> None:
        for _ in range(2):
            assert await (await asking.post(pool)).whole() == b"hello"

    asking.run(work)
    assert asking.connections == 2


def test_idle_connections_are_closed(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is held on to for longer than a while: neither taken again, nor left open."""
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.2)

    async def behave(heard: Heard) -> None:
        await GOOD(heard)
        await heard.until_gone()

    asking.on(behave)

    async def work(pool: Pool) -> None:
        await (await asking.post(pool)).whole()
        await asyncio.to_thread(asking.odd.of(asking.mark)[0].gone.wait, 20)

    asking.run(work)
    assert asking.odd.of(asking.mark)[0].gone.is_set()


def test_two_hundred_at_once(asking: Asking) -> None:
    """Each gets its own answer, and afterwards the connections serve again, the last first."""

    async def behave(heard: Heard) -> None:
        # Until as many are there as go at once.
        arrived = len(asking.odd.of(asking.mark))
        while arrived <= 400 and len(asking.odd.of(asking.mark)) < (200 if arrived <= 200 else 400):
            await asyncio.sleep(0.05)
        await fixed(200, heard.body)(heard)

    asking.on(behave)

    async def work(pool: Pool) -> None:
        async def one(number: int) -> None:
            answer = await asking.post(pool, size=number)
            assert await answer.whole() == asking.mark.encode() + b"x" * number

        await asyncio.gather(*(one(number) for number in range(200)))
        await asyncio.gather(*(one(number) for number in range(200)))
        await one(1)

    asking.run(work)
    assert len(asking.odd.of(asking.mark)) == 401
    assert asking.connections == 200


def test_close_ends_everything(asking: Asking) -> None:
    """A pool that is closed leaves no connection open, idle or not."""

    async def behave(heard: Heard) -> None:
        await heard.send(BY_LENGTH[:-1])
        await heard.until_gone()

    asking.on(behave)

    async def work(pool: Pool) -> None:
        await asking.post(pool)

    asking.run(work)
    assert asking.odd.of(asking.mark)[0].gone.wait(20)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.1:1/", NoConnection),
        ("http://no-such-host.invalid/", UnknownHost),
        ("http://[oops/", BadAddress),
        ("ftp://x/", BadAddress),
    ],
)
def test_nobody_there(asking: Asking, url: str, error: type[Exception]) -> None:
    """Each way of not reaching an upstream has its own class."""

    async def work(pool: Pool) -> None:
        with pytest.raises(error):
            await pool.request("POST", url, {}, b"")

    asking.run(work)
