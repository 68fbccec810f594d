"""The server's protocol, with a real server and real connections."""

import asyncio
import hashlib
import socket
from pathlib import Path

import pytest
import uvicorn

from tests.unit.translator.server import served
from translator.serving.body import read
from translator.serving.channel import Channel, Message, Receive, Send
from translator.serving.listen import on_paths, on_port
from translator.serving.protocol import Protocol

MEGABYTE = 1_000_000


async def digest(scope: Message, receive: Receive, send: Send) -> None:
    """Answer with the digest of the body."""
    del scope
    await Channel(send, receive).answer(200, [], hashlib.sha256(await read(receive, {})).hexdigest().encode())


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 88_000, 3 * MEGABYTE])
@pytest.mark.parametrize("pieces", [1, 2, 7])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_arrives_as_it_was_sent(size: int, pieces: int, chunked: bool) -> None:
    """Whole, however it comes, and the next one on the same connection too."""
    body = bytes(range(251)) * (size // 251 + 1)

    async def client(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in range(2):
            sent = body[number : number + size]
            writer.write(b"POST / HTTP/1.1\r\nhost: x\r\n" + (b"transfer-encoding: chunked" if chunked else b"content-length: %d" % size))
            writer.write(b"\r\n\r\n")
            step = size // pieces + 1
            for at in range(0, size, step):
                part = sent[at : at + step]
                writer.write(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
                await writer.drain()
                await asyncio.sleep(0.002 if pieces > 1 else 0)
            if chunked:
                writer.write(b"0\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            assert await reader.readexactly(64) == hashlib.sha256(sent).hexdigest().encode()
        writer.close()

    served(digest, client)


@pytest.mark.parametrize("early", [True, False])
def test_a_client_that_leaves_is_heard_of(early: bool) -> None:
    """At once, also where it left before anybody listened; and the connection's next request is not taken for the one that ended."""
    ended: asyncio.Queue[bool] = asyncio.Queue()

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        channel, work = Channel(send, receive), asyncio.current_task()
        assert work is not None
        await read(receive, {})
        if scope["path"] == "/quick":
            end = channel.watch(work)
            await channel.answer(200, [], b"{}")
            end()
            return
        if early:
            await asyncio.sleep(0.1)
        end = channel.watch(work)
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            work.uncancel()
            await ended.put(channel.gone)
        finally:
            end()

    async def client(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /quick HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
        await reader.readuntil(b"{}")
        writer.write(b"POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
        await writer.drain()
        await asyncio.sleep(0.03)
        writer.close()
        assert await asyncio.wait_for(ended.get(), 5)

    served(app, client)


def test_a_watch_that_ends_late_leaves_the_next_one_alone() -> None:
    """A request that still waits for its upstream's last bytes, when the connection's next one is there, ends its own watch alone."""
    heard: asyncio.Queue[bool] = asyncio.Queue()

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        channel, work = Channel(send, receive), asyncio.current_task()
        assert work is not None
        await read(receive, {})
        end = channel.watch(work)
        try:
            if scope["path"] == "/first":
                await channel.answer(200, [], b"{}")
                await asyncio.sleep(0.1)
            else:
                await asyncio.sleep(2)
        except asyncio.CancelledError:
            work.uncancel()
        finally:
            end()
        if scope["path"] == "/second":
            await heard.put(channel.gone)

    async def client(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /first HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
        await reader.readuntil(b"{}")
        writer.write(b"POST /second HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
        await writer.drain()
        await asyncio.sleep(0.3)
        writer.close()
        assert await asyncio.wait_for(heard.get(), 5)

    served(app, client)


def test_both_ways_in(tmp_path: Path) -> None:
    """The port and the Unix socket lead to the same, and what an earlier start left there is no obstacle."""
    path = tmp_path / "translator.sock"
    path.touch()

    async def main() -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port: int = probe.getsockname()[1]
        listeners = [on_port(port), *on_paths([str(path)])]
        server = uvicorn.Server(uvicorn.Config(digest, http=Protocol, ws="none", lifespan="off", log_level="critical", loop="uvloop"))
        serving = asyncio.create_task(server.serve(listeners))
        for _ in range(200):
            if server.started:
                break
            await asyncio.sleep(0.01)
        for opened in (asyncio.open_connection("127.0.0.1", port), asyncio.open_unix_connection(str(path))):
            reader, writer = await opened
            writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
            writer.close()
        server.should_exit = True
        await serving

    asyncio.run(main())
