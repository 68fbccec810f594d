"""The line under a streamed answer, with the server that the translator runs on."""

import asyncio
import gc
from collections.abc import Awaitable, Callable

import pytest

from tests.unit.translator.server import served
from translator.serving.channel import Channel, Headers, Message, Receive, Send
from translator.serving.line import Line, Together, line_of

STREAM: Headers = [(b"content-type", b"text/event-stream")]
PIECE = b"x" * 100_000


def told(answer: Callable[[Channel], Awaitable[None]], client: Callable[[int], Awaitable[None]]) -> None:
    """Run a server that answers so, and a client that is given its port."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        del scope
        await answer(Channel(send, receive))

    served(app, client)


async def asked(port: int, method: bytes = b"POST") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Ask; the answer is still to be read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(method + b" / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    return reader, writer


def test_what_goes_at_once_is_what_send_would_send() -> None:
    """Pieces that go at once and pieces that are sent make one chunked answer, in order."""

    async def answer(channel: Channel) -> None:
        assert not channel.write_now(lambda: b"too early")
        await channel.start(200, STREAM)
        assert channel.write_now(lambda: b"one")
        await channel.write(b"two")
        assert channel.write_now(lambda: b"three")
        await channel.write(b"", more=False)
        assert not channel.write_now(lambda: b"too late")

    async def client(port: int) -> None:
        reader, writer = await asked(port)
        said = await reader.read()
        assert said.partition(b"\r\n\r\n")[2] == b"3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n"
        writer.close()

    told(answer, client)


def test_a_client_that_reads_slowly_is_waited_for() -> None:
    """Nothing goes at once as long as the client has not read what went before, and what was not sent is not taken."""
    went: list[bool] = []

    async def answer(channel: Channel) -> None:
        await channel.start(200, STREAM)
        while channel.write_now(lambda: PIECE):
            went.append(True)
            await asyncio.sleep(0)
        assert not channel.write_now(lambda: pytest.fail("taken"))
        await channel.write(b"waited for")
        went.append(channel.write_now(lambda: b"last"))
        await channel.write(b"", more=False)

    async def client(port: int) -> None:
        reader, writer = await asked(port)
        await asyncio.sleep(0.3)
        before = len(went)
        said = await reader.read()
        assert len(went) == before + 1
        assert all(went)
        assert said.endswith(b"a\r\nwaited for\r\n4\r\nlast\r\n0\r\n\r\n")
        assert said.count(b"x") >= before * len(PIECE)
        writer.close()

    told(answer, client)


def test_nothing_goes_to_a_client_that_left() -> None:
    """The line is not free any more."""
    told_so = asyncio.Event()

    async def answer(channel: Channel) -> None:
        await channel.start(200, STREAM)
        while channel.write_now(lambda: b"x"):
            await asyncio.sleep(0.01)
        told_so.set()

    async def client(port: int) -> None:
        reader, writer = await asked(port)
        await reader.read(1)
        writer.transport.abort()
        await told_so.wait()

    told(answer, client)


@pytest.mark.parametrize("headers", [[(b"content-type", b"text/event-stream"), (b"content-length", b"1")], [(b"content-type", b"a/b")]])
def test_other_answers_are_sent_as_ever(headers: Headers) -> None:
    """Where an answer is no stream of events, or says its length, nothing goes at once."""

    async def answer(channel: Channel) -> None:
        await channel.start(200, headers)
        assert not channel.write_now(lambda: b"x")
        await channel.write(b"y", more=False)

    async def client(port: int) -> None:
        reader, writer = await asked(port)
        assert b"y" in (await reader.read()).partition(b"\r\n\r\n")[2]
        writer.close()

    told(answer, client)


def test_no_body_goes_to_head() -> None:
    """An answer to HEAD has no body, whatever is written."""

    async def answer(channel: Channel) -> None:
        await channel.start(200, STREAM)
        assert not channel.write_now(lambda: b"x")
        await channel.write(b"y", more=False)

    async def client(port: int) -> None:
        reader, writer = await asked(port, b"HEAD")
        assert (await reader.read()).partition(b"\r\n\r\n")[2] == b""
        writer.close()

    told(answer, client)


class Written:
    """A transport that counts what is written through it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.writes = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write."""
        self.writes += 1
        self._transport.write(data)

    def writelines(self, parts: list[bytes]) -> None:
        """Write."""
        self.writes += 1
        self._transport.writelines(parts)


@pytest.mark.parametrize("whole", [True, False])
def test_a_head_goes_with_what_follows_it(whole: bool) -> None:
    """A whole answer is one write, and so are a stream's head and its first piece; the bytes are those of two."""
    counted: list[Written] = []

    async def answer(channel: Channel) -> None:
        cycle = channel._send.__self__  # type: ignore[attr-defined]
        cycle.transport = transport = Written(cycle.transport)
        counted.append(transport)
        if whole:
            await channel.answer(200, [(b"content-type", b"a/b")], b"all of it")
        else:
            await channel.begin(200, STREAM, b"one")
        assert transport.writes == 1
        assert cycle.transport is transport
        if not whole:
            await channel.begin(200, STREAM, b"two", more=False)

    async def client(port: int) -> None:
        reader, writer = await asked(port)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        assert body == (b"all of it" if whole else b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
        assert head.splitlines()[0] == b"HTTP/1.1 200 OK"
        assert b"connection: close" in head.splitlines()
        writer.close()

    told(answer, client)
    assert counted


def test_a_server_that_is_not_known_has_no_line() -> None:
    """Any other send() has none, and what listens to every message hears every one."""

    async def send(message: Message) -> None:
        del message

    assert line_of(send) is None


def test_nothing_is_left_for_the_collector() -> None:
    """A line is freed with its request."""

    async def answer(channel: Channel) -> None:
        await channel.start(200, STREAM)
        channel.write_now(lambda: b"x")
        await channel.write(b"", more=False)

    async def client(port: int) -> None:
        gc.collect()
        gc.disable()
        try:
            for _ in range(3):
                reader, writer = await asked(port)
                await reader.read()
                writer.close()
                await asyncio.sleep(0.05)
            assert not [one for one in gc.get_objects() if isinstance(one, Line | Together | Channel)]
        finally:
            gc.enable()

    told(answer, client)
