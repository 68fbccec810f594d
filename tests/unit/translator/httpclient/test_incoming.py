"""Who reads slowly, who leaves, and who answers early."""

import asyncio
import contextlib
import gc

import pytest

from tests.odd_upstream import GOOD, RESPONSE, Behaviour, Heard, close, in_turn, reset, silence
from tests.unit.translator.httpclient.conftest import Asking
from tests.unit.translator.httpclient.test_connection import WITHOUT_END, sends
from translator.httpclient.connection import Connection
from translator.httpclient.faults import Fault
from translator.httpclient.incoming import Incoming
from translator.httpclient.pool import Pool

LARGE = 50_000_000


async def floods(heard: Heard) -> None:
    """Send much more than anybody's buffers hold."""
    await heard.send(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % LARGE)
    for _ in range(LARGE // 50_000):
        await heard.send(b"x" * 50_000)


async def half_a_head(heard: Heard) -> None:
    """A head that does not end."""
    await heard.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-")
    await heard.until_gone()


async def half_a_body(heard: Heard) -> None:
    """A body that does not end."""
    await heard.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n")
    await heard.until_gone()


def test_a_slow_reader_slows_the_upstream(asking: Asking) -> None:
    """While nobody reads, no more comes than buffers hold; then all of it does, and the connection serves again."""
    asking.on(in_turn(floods, GOOD))

    async def work(pool: Pool) -> None:
        answer = await asking.post(pool)
        await asyncio.sleep(0.5)
        before = asking.odd.of(asking.mark)[0].sent
        size = len(await answer.piece())
        assert size < 1_000_000
        await asyncio.sleep(0.2)
        assert before < LARGE / 4
        largest = 0
        while piece := await answer.piece():
            size += len(piece)
            largest = max(largest, len(piece))
        assert (size, answer.over) == (LARGE, True)
        assert largest < 1_000_000
        assert await (await asking.post(pool)).whole() == RESPONSE

    asking.run(work)
    assert asking.connections == 1


@pytest.mark.parametrize("behaviour", [silence, half_a_head, half_a_body], ids=["before the head", "inside the head", "inside the body"])
def test_who_leaves_is_gone_at_once(asking: Asking, behaviour: Behaviour) -> None:
    """A request that is cancelled closes its connection, in every phase."""
    asking.on(behaviour)

    async def work(pool: Pool) -> None:
        async def one() -> None:
            answer = await asking.post(pool)
            try:
                await answer.whole()
            finally:
                answer.close()

        task = asyncio.create_task(one())
        while not asking.odd.of(asking.mark):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        heard = asking.odd.of(asking.mark)[0]
        assert await asyncio.to_thread(heard.gone.wait, 20)

    asking.run(work)


def test_who_leaves_while_the_request_goes_out(asking: Asking) -> None:
    """An upstream that does not read keeps nobody."""

    async def work(pool: Pool) -> None:
        ended = asyncio.Event()

        async def reads_late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(0.4)
            try:
                size = 0
                while piece := await reader.read(1_000_000):
                    size += len(piece)
            except OSError:
                pass
            assert size < LARGE
            ended.set()
            writer.close()

        server = await asyncio.start_server(reads_late, "127.0.0.1", 0, limit=1000)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await pool.request("POST", url, {}, b"x" * LARGE)
        await asyncio.wait_for(ended.wait(), 20)
        server.close()

    asking.run(work)


def test_what_is_left_unread_is_given_up(asking: Asking) -> None:
    """Closing an answer early ends its connection, and reading it then gives nothing; closing one that is over ends nothing."""
    asking.on(in_turn(half_a_body, GOOD, GOOD))

    async def work(pool: Pool) -> None:
        answer = await asking.post(pool)
        answer.close()
        answer.close()
        assert await answer.piece() == b""
        for _ in range(2):
            answer = await asking.post(pool)
            assert await answer.whole() == RESPONSE
            answer.close()

    asking.run(work)
    assert asking.odd.of(asking.mark)[0].gone.wait(20)
    assert asking.connections == 2


def test_an_answer_before_the_request_was_read(asking: Asking) -> None:
    """What an upstream says while it leaves a large body unread is heard, and its connection is left."""
    size = 20_000_000

    async def work(pool: Pool) -> None:
        async def refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig")
            await asyncio.sleep(10)
            writer.close()

        server = await asyncio.start_server(refuses, "127.0.0.1", 0, limit=1000)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        for _ in range(2):
            answer = await pool.request("POST", url, {}, b"x" * size)
            assert (answer.status, await answer.whole()) == (413, b"big")
        server.close()

    asking.run(work)


def test_nothing_is_left_to_the_garbage_collector(asking: Asking) -> None:
    """However a request ends, what it held is freed at once: the collector stops the world."""
    asking.on(in_turn(GOOD, close, GOOD, half_a_body, sends(WITHOUT_END, close=True), sends(b"no HTTP"), reset, GOOD))

    def left() -> int:
        return sum(isinstance(one, Connection | Incoming) for one in gc.get_objects())

    async def work(pool: Pool) -> None:
        async def one() -> None:
            with contextlib.suppress(Fault):
                answer = await asking.post(pool)
                await answer.piece()
                answer.close()

        for _ in range(7):
            await one()
        await pool.close()
        await asyncio.sleep(0.1)
        assert left() == before

    gc.collect()
    gc.disable()
    try:
        before = left()
        asking.run(work)
    finally:
        gc.enable()
