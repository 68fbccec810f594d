"""uvicorn's HTTP protocol, with two things done for less: a body that comes in one piece, and who hears that the client left."""

from collections.abc import Callable
from typing import cast

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Protocol(HttpToolsProtocol):
    """One connection. lost: is called once when the client leaves before its answer has ended; no task need wait for that."""

    lost: Callable[[], None] | None = None

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body: the first as it is, since most bodies have no second."""
        cycle = self.cycle
        if cycle.body or cycle.response_complete:
            super().on_body(body)
            return
        cycle.body = cast("bytearray", body)
        if len(body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()
        cycle.message_event.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is no more."""
        super().connection_lost(exc)
        lost, self.lost = self.lost, None
        if lost is not None:
            lost()
