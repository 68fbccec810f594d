"""Pieces that are taken as they come, without waking the one who asked for them."""

import asyncio
import gc
from collections.abc import Callable

import pytest

from tests.odd_upstream import Behaviour, Heard
from tests.unit.translator.httpclient.conftest import Asking
from tests.unit.translator.httpclient.test_incoming import LARGE, floods
from translator.failure import Failure
from translator.httpclient.incoming import Incoming
from translator.httpclient.pool import Pool

HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
WORDS = [b"one", b"two", b"three"]


def says(*words: bytes, end: bytes = b"0\r\n\r\n") -> Behaviour:
    """Send a chunk for each word, one after the other; then the end, or close without one."""

    async def behave(heard: Heard) -> None:
        await heard.send(HEAD)
        for word in words:
            await asyncio.sleep(0.02)
            await heard.send(b"%x\r\n%b\r\n" % (len(word), word))
        await asyncio.sleep(0.02)
        if end:
            await heard.send(end)
        else:
            heard.writer.close()

    return behave


def into(took: list[bytes], more: bool = True) -> Callable[[bytes], bool]:
    """Return what keeps the pieces and says whether it wants more."""

    def take(piece: bytes) -> bool:
        took.append(piece)
        return more

    return take


def test_every_piece_is_taken_and_the_end_told(asking: Asking) -> None:
    """All pieces come in order, outside of any task once the first was waited for; the connection serves again."""
    asking.on(says(*WORDS))
    took: list[bytes] = []
    tasks: list[object] = []

    def take(piece: bytes) -> bool:
        took.append(piece)
        tasks.append(asyncio.current_task())
        return True

    async def work(pool: Pool) -> None:
        for _ in range(2):
            answer = await asking.post(pool)
            assert await answer.pass_on(take) is False
            assert answer.over

    asking.run(work)
    # On a slow machine two may come as one.
    assert b"".join(took) == b"".join(WORDS * 2)
    assert not any(tasks)
    assert asking.connections == 1


def test_who_has_enough_wakes_the_caller(asking: Asking) -> None:
    """The caller goes on at the piece that is not wanted to be followed, and may ask for the others, also when the end came with it."""
    asking.on(says(*WORDS))

    async def work(pool: Pool) -> None:
        answer = await asking.post(pool)
        took: list[bytes] = []
        woken = 0
        while await answer.pass_on(into(took, more=False)):
            woken += 1
            await asyncio.sleep(0.03)
        assert (b"".join(took), woken) == (b"onetwothree", len(took))

    asking.run(work)


def test_an_error_in_the_taking_is_the_callers(asking: Asking) -> None:
    """What take raises reaches the caller; the connection lives until the caller gives it up."""
    asking.on(says(*WORDS))

    took: list[bytes] = []

    def take(piece: bytes) -> bool:
        took.append(piece)
        raise KeyError(piece)

    async def work(pool: Pool) -> None:
        answer = await asking.post(pool)
        with pytest.raises(KeyError):
            await answer.pass_on(take)
        assert took[0] + await answer.whole() == b"onetwothree"
        assert len(took) == 1

    asking.run(work)


def test_a_connection_that_breaks_is_told(asking: Asking) -> None:
    """What came before is taken; then comes the failure."""
    asking.on(says(*WORDS, end=b""))
    took: list[bytes] = []

    async def work(pool: Pool) -> None:
        answer = await asking.post(pool)
        with pytest.raises(Failure, match="closed the connection"):
            await answer.pass_on(into(took))

    asking.run(work)
    assert b"".join(took) == b"".join(WORDS)


def test_who_is_cancelled_takes_no_more(asking: Asking) -> None:
    """After a cancellation nothing is taken any more, and nothing of the answer is left for the collector."""
    asking.on(says(*WORDS * 20))

    async def work(pool: Pool) -> None:
        took: list[bytes] = []

        async def reads() -> None:
            answer = await asking.post(pool)
            try:
                await answer.pass_on(into(took))
            finally:
                answer.close()

        gc.collect()
        gc.disable()
        try:
            task = asyncio.create_task(reads())
            while not took:
                await asyncio.sleep(0.01)
            task.cancel()
            before = len(took)
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.sleep(0.1)
            assert len(took) == before
            del task
            assert not [one for one in gc.get_objects() if isinstance(one, Incoming)]
        finally:
            gc.enable()

    asking.run(work)


def test_a_caller_who_is_slow_slows_the_upstream(asking: Asking) -> None:
    """While the caller does something else, no more comes than buffers hold; then all of it does."""
    asking.on(floods)

    async def work(pool: Pool) -> None:
        answer = await asking.post(pool)
        took: list[bytes] = []
        assert await answer.pass_on(into(took, more=False))
        await asyncio.sleep(0.5)
        assert asking.odd.of(asking.mark)[0].sent < LARGE / 4
        assert await answer.pass_on(into(took)) is False
        assert sum(map(len, took)) == LARGE
        assert max(map(len, took)) < 1_000_000

    asking.run(work)
