"""What translator.line and translator.protocol rely on in uvicorn's HTTP protocol, with a real server and real connections."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

Json = dict[str, Any]
Send = Callable[[Any], Awaitable[None]]
Receive = Callable[[], Awaitable[Any]]
App = Callable[[Json, Receive, Send], Awaitable[None]]
START: Json = {"type": "http.response.start", "status": 200, "headers": []}
GET = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"


class Noting:
    """Stands before a transport; asked: the names of what was asked of it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.asked: list[str] = []
        self.written: list[bytes] = []

    def __getattr__(self, name: str) -> object:
        self.asked.append(name)
        return self.written.append if name == "write" else getattr(self._transport, name)


def body(data: bytes, more: bool = True) -> Json:
    """Return ASGI's message with a piece of the answer."""
    return {"type": "http.response.body", "body": data, "more_body": more}


def cycle_of(send: Send) -> RequestResponseCycle:
    """Return the cycle whose method ASGI's send() is."""
    cycle = getattr(send, "__self__", None)
    assert isinstance(cycle, RequestResponseCycle)
    return cycle


def served(app: App, client: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> None:
    """Run a server, and a client that is given a connection to it; what the app asserts fails the test."""
    failures: list[BaseException] = []

    async def told(scope: Json, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except BaseException as error:
            failures.append(error)
            raise

    async def main() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            config = uvicorn.Config(told, http=HttpToolsProtocol, ws="none", lifespan="off", log_level="critical", server_header=False)
            config.date_header = False
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve([listener]))
            try:
                reader, writer = await asyncio.open_connection(*listener.getsockname())
                await asyncio.wait_for(client(reader, writer), 20)
                writer.close()
            finally:
                server.should_exit = True
                await serving

    asyncio.run(main())
    if failures:
        raise failures[0]


def test_chunks() -> None:
    """An answer without a length is chunked from its head on, which the cycle tells; each piece is one chunk, framed as Line frames it."""
    before: list[object] = []

    async def app(_scope: Json, _receive: Receive, send: Send) -> None:
        cycle = cycle_of(send)
        before.append(cycle.chunked_encoding)
        await send(START)
        before.append(cycle.chunked_encoding)
        await send(body(b"x" * 300))
        cycle.transport.write(b"%x\r\n%b\r\n" % (300, b"x" * 300))
        before.append(cycle.response_complete)
        await send(body(b"", more=False))
        before.append(cycle.response_complete)

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GET)
        head, _, rest = (await reader.read(-1)).partition(b"\r\n\r\n")
        assert b"transfer-encoding: chunked" in head
        assert rest == (b"12c\r\n" + b"x" * 300 + b"\r\n") * 2 + b"0\r\n\r\n"

    served(app, client)
    assert before == [None, True, False, True]


def test_an_answer_with_a_length() -> None:
    """It is not chunked, and the cycle tells it: Line then keeps out of it."""

    async def app(_scope: Json, _receive: Receive, send: Send) -> None:
        await send({**START, "headers": [(b"content-length", b"2")]})
        assert cycle_of(send).chunked_encoding is False
        await send(body(b"hi", more=False))

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GET)
        assert (await reader.read(-1)).endswith(b"\r\n\r\nhi")

    served(app, client)


def test_another_transport() -> None:
    """While an answer is sent, the cycle asks its transport for no more than what Together has, and writes once for each message."""
    noting: list[Noting] = []

    async def app(_scope: Json, _receive: Receive, send: Send) -> None:
        cycle = cycle_of(send)
        real = cycle.transport
        noting.append(Noting(real))
        cycle.transport = noting[0]  # type: ignore[assignment]
        for message in (START, body(b"one"), body(b"two", more=False)):
            await send(message)
        cycle.transport = real
        real.close()

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GET)
        await reader.read(-1)

    served(app, client)
    (noted,) = noting
    assert set(noted.asked) <= {"write", "is_closing", "close"}
    assert noted.written[1:] == [b"3\r\none\r\n", b"3\r\ntwo\r\n0\r\n\r\n"]


def test_who_does_not_read_and_who_leaves() -> None:
    """Against a full buffer flow.write_paused is True until it drains; disconnected is True once the client has left."""
    paused, drained, left = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def app(_scope: Json, _receive: Receive, send: Send) -> None:
        cycle = cycle_of(send)
        await send(START)
        assert not cycle.flow.write_paused
        while not cycle.flow.write_paused:
            cycle.transport.write(b"x" * 1_000_000)
        paused.set()
        await cycle.flow.drain()
        assert not cycle.flow.write_paused
        assert not cycle.disconnected
        drained.set()
        while not cycle.disconnected:
            await asyncio.sleep(0.01)
        assert cycle.transport.is_closing()
        left.set()

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GET)
        await paused.wait()
        while not drained.is_set():
            await reader.read(1_000_000)
        writer.transport.abort()
        await left.wait()

    served(app, client)


def test_a_body() -> None:
    """Its pieces are added to cycle.body, which need be no bytearray; receive() gives them and begins anew. Above a limit reading stops."""
    found: list[tuple[bytes, bool]] = []
    size = HIGH_WATER_LIMIT + 1

    async def app(_scope: Json, receive: Receive, send: Send) -> None:
        cycle = cycle_of(send)
        protocol = cycle.transport.get_protocol()
        assert isinstance(protocol, HttpToolsProtocol)
        assert protocol.cycle is cycle
        assert protocol.flow is cycle.flow
        assert not cycle.message_event.is_set() or cycle.body
        while sum(len(data) for data, _ in found) < size:
            message = await receive()
            found.append((message["body"], message["more_body"]))
            assert cycle.body == b""
        cycle.body = b"kept"  # type: ignore[assignment]
        protocol.on_body(b" on")
        assert cycle.body == b"kept on"
        assert cycle.message_event.is_set()
        protocol.on_body(b"x" * size)
        assert cycle.flow.read_paused
        await send(START)
        await send(body(b"", more=False))

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % size + b"y" * size)
        assert (await reader.read(-1)).endswith(b"0\r\n\r\n")

    served(app, client)
    assert b"".join(data for data, _ in found) == b"y" * size
