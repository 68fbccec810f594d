import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.clock import LeapingLoop, run_leaping
from translator.serving import channel as module
from translator.serving.channel import PING, Channel, Headers, Message

STREAM: Headers = [(b"content-type", b"text/event-stream; charset=utf-8")]


class Client:
    """What an ASGI server would be: keeps what is sent; blocked: as long as it is set, sending waits."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.free = asyncio.Event()
        self.free.set()
        self.left = asyncio.Event()
        self.complete = False

    async def send(self, message: Message) -> None:
        await self.free.wait()
        assert not self.complete, "sent after the end"
        self.complete = message["type"] == "http.response.body" and not message["more_body"]
        self.sent.append(message)

    async def receive(self) -> Message:
        await self.left.wait()
        return {"type": "http.disconnect"}

    @property
    def bodies(self) -> list[bytes]:
        return [message["body"] for message in self.sent[1:]]


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PING_SECONDS", 0.05)


def run(work: Callable[[Channel, Client], Awaitable[None]]) -> tuple[Channel, Client]:
    """Run one request's work; gives its channel and client when it has ended."""

    async def main() -> tuple[Channel, Client]:
        client = Client()
        channel = Channel(client.send, client.receive)
        await work(channel, client)
        await asyncio.sleep(0.12)
        return channel, client

    return run_leaping(main())


def this() -> "asyncio.Task[None]":
    """Return the task that runs."""
    task = asyncio.current_task()
    assert task is not None
    return task


def test_pings_begin_the_stream_and_go_on() -> None:
    """In silence the headers go out with the first ping, once, and more pings follow."""

    async def work(channel: Channel, client: Client) -> None:
        channel.keep_alive(this(), STREAM, 60)
        await asyncio.sleep(0.18)
        channel.quiet()

    _, client = run(work)
    assert [message["type"] for message in client.sent].count("http.response.start") == 1
    assert client.sent[0]["status"] == 200
    assert client.bodies.count(PING) == 3
    assert set(client.bodies) == {PING}


def test_no_ping_while_there_are_bytes() -> None:
    """Each byte of the answer puts the next ping off."""

    async def work(channel: Channel, client: Client) -> None:
        channel.keep_alive(this(), STREAM, 60)
        await channel.start(200, STREAM)
        for _ in range(12):
            await channel.write(b"x")
            await asyncio.sleep(0.015)
        channel.quiet()

    _, client = run(work)
    assert client.bodies == [b"x"] * 12


def test_no_ping_to_a_client_that_does_not_read() -> None:
    """While a write waits for the client, nothing is piled up behind it."""

    async def work(channel: Channel, client: Client) -> None:
        channel.keep_alive(this(), STREAM, 60)
        await channel.start(200, STREAM)
        client.free.clear()
        writing = asyncio.create_task(channel.write(b"x"))
        await asyncio.sleep(0.2)
        client.free.set()
        await writing
        channel.quiet()

    _, client = run(work)
    assert client.bodies == [b"x"]


def test_no_ping_after_the_end() -> None:
    """A ping that was due when the answer ended is not sent any more, whole answers and streams alike."""

    async def work(channel: Channel, client: Client) -> None:
        channel.keep_alive(this(), STREAM, 60)
        await asyncio.sleep(0.045)
        # The timer fires while this holds the event loop; the ping's task runs after the answer.
        loop = asyncio.get_running_loop()
        assert isinstance(loop, LeapingLoop)
        loop.hold(0.02)
        await asyncio.sleep(0)
        if not channel.started:
            await channel.answer(400, [], b"{}")
        else:
            await channel.write(b"", more=False)
        await asyncio.sleep(0.1)

    _, client = run(work)
    assert client.complete


def test_only_streams_are_pinged() -> None:
    """A whole answer has nothing that a ping could be."""

    async def work(channel: Channel, client: Client) -> None:
        channel.keep_alive(this(), None, 60)
        await asyncio.sleep(0.2)
        channel.quiet()

    assert run(work)[1].sent == []


@pytest.mark.parametrize("headers", [STREAM, None])
def test_a_silent_upstream_is_given_up(headers: Headers | None) -> None:
    """The work is cancelled when the wait is longer than allowed, and soon."""

    async def work(channel: Channel, client: Client) -> None:
        channel.keep_alive(this(), headers, 0.1)
        channel.waits()
        began = asyncio.get_running_loop().time()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.sleep(5)
        this().uncancel()
        assert 0.08 < asyncio.get_running_loop().time() - began < 0.12

    channel, _ = run(work)
    assert channel.timed_out
    assert not channel.gone


def test_only_the_upstreams_silence_counts() -> None:
    """What the upstream says begins the wait anew, and no wait is no silence."""

    async def work(channel: Channel, client: Client) -> None:
        channel.keep_alive(this(), None, 0.1)
        for _ in range(4):
            channel.waits()
            await asyncio.sleep(0.05)
            channel.waits(False)
        await asyncio.sleep(0.2)
        channel.quiet()

    assert not run(work)[0].timed_out


def test_a_client_that_leaves_cancels_the_work() -> None:
    """At once, unless the answer had its end."""

    async def work(channel: Channel, client: Client) -> None:
        end = channel.watch(this())
        asyncio.get_running_loop().call_later(0.02, client.left.set)
        with pytest.raises(asyncio.CancelledError):
            await asyncio.sleep(5)
        this().uncancel()
        end()

    assert run(work)[0].gone

    async def ended(channel: Channel, client: Client) -> None:
        end = channel.watch(this())
        await channel.answer(200, [], b"{}")
        client.left.set()
        await asyncio.sleep(0.02)
        end()

    assert not run(ended)[0].gone
