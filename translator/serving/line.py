"""The line to the client under an answer: pieces that it takes at once need no task, what belongs together goes in one write."""

import asyncio
from collections.abc import Callable
from typing import cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from translator.serving.protocol import Protocol


class Line:
    """Writes chunks of an answer that has begun, as uvicorn's own send() does, where nothing has to be waited for."""

    __slots__ = ("_cycle",)

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle

    def free(self) -> bool:
        """Return whether a chunk can go now: the answer is one of chunks, and the client is there and keeps up."""
        cycle = self._cycle
        return (
            cycle.chunked_encoding is True
            and not cycle.flow.write_paused
            and not cycle.disconnected
            and not cycle.response_complete
            and not cycle.transport.is_closing()
        )

    def write(self, body: bytes) -> None:
        """Send a chunk; body is not empty, which would end the answer."""
        self._cycle.transport.write(b"%x\r\n%b\r\n" % (len(body), body))

    def together(self) -> "Together":
        """Return a context: what is sent in it goes out in one write at its end."""
        return Together(self._cycle)

    def tell(self, lost: Callable[[], None]) -> bool:
        """Have lost called once when the client leaves; returns whether that can be."""
        protocol = self._cycle.transport.get_protocol()
        if not isinstance(protocol, Protocol):
            return False
        protocol.lost = lost
        if self._cycle.disconnected:
            asyncio.get_running_loop().call_soon(lost)
        return True

    def forget(self, lost: Callable[[], None]) -> None:
        """Call lost no more. The connection's next request may have its own by now: that stays."""
        protocol = self._cycle.transport.get_protocol()
        if isinstance(protocol, Protocol) and protocol.lost is lost:
            protocol.lost = None


class Together:
    """Stands for the transport while an answer's head and what follows it are sent: two small writes wake the other side twice."""

    __slots__ = ("_cycle", "_parts", "_transport")

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle
        self._transport = cycle.transport
        self._parts: list[bytes] = []

    def __enter__(self) -> None:
        self._cycle.transport = cast("asyncio.Transport", self)

    def __exit__(self, *_: object) -> None:
        self._cycle.transport = self._transport
        self._flush()

    # What uvicorn asks of a transport meanwhile.

    def write(self, data: bytes) -> None:
        """Keep data until the end."""
        self._parts.append(data)

    def is_closing(self) -> bool:
        """Return whether the connection ends."""
        return self._transport.is_closing()

    def close(self) -> None:
        """End the connection, once everything is out."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._parts:
            self._transport.writelines(self._parts)
            self._parts.clear()


def line_of(send: object) -> Line | None:
    """Return the line under ASGI's send(); None where the server is none that is known."""
    cycle = getattr(send, "__self__", None)
    return Line(cycle) if isinstance(cycle, RequestResponseCycle) and cycle.scope["method"] != "HEAD" else None
