"""The line to the client under a streamed answer: pieces that it takes at once need no task to wait for them."""

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle


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


def line_of(send: object) -> Line | None:
    """Return the line under ASGI's send(); None where the server is none that is known."""
    cycle = getattr(send, "__self__", None)
    return Line(cycle) if isinstance(cycle, RequestResponseCycle) and cycle.scope["method"] != "HEAD" else None
