"""How an answer travels: at once, paced, late, stalled or cut, and how a client that leaves is noticed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from starlette.types import Receive, Scope, Send

from gateway.offline.connection import end_connection
from gateway.offline.wires.wire import Event

Outcome = Literal["done", "client_disconnected"]
_BLOCK = 32_768


@dataclass(frozen=True, slots=True)
class Pace:
    """How a stream is sent. Times in seconds.

    `first_byte`: before the headers. `after_headers`: between them and the body. `between`: between two pieces of text. `apart`: each
    piece in a write of its own. After `break_after` pieces the stream breaks off: with `ending` "stall" it is silent for `stall` and then
    goes on, with "cut" the connection ends, with "reset" it is reset, with "fail" a failure event ends it. `unanswered` ends the connection
    in place of any answer.
    """

    first_byte: float = 0.0
    between: float = 0.0
    break_after: int | None = None
    ending: Literal["stall", "cut", "fail", "reset"] = "stall"
    stall: float = 0.0
    after_headers: float = 0.0
    apart: bool = False
    unanswered: Literal["close", "reset"] | None = None

    @property
    def at_once(self) -> bool:
        """Whether nothing needs to be timed or broken off."""
        waits = self.first_byte or self.between or self.after_headers
        return not waits and not self.apart and self.break_after is None and self.unanswered is None


class Delivery:
    """An ASGI application that sends one prepared answer and reports how that ended."""

    def __init__(
        self,
        *,
        status: int,
        headers: dict[str, str],
        events: Iterable[Event],
        failure: Callable[[], bytes],
        pace: Pace,
        ended: Callable[[Outcome], None],
    ) -> None:
        self._status = status
        self._headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        self._events = events
        self._failure = failure
        self._pace = pace
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; a cut returns without ending the body, which makes the server close the connection."""
        gone = asyncio.Event()
        watcher = None if self._pace.at_once else asyncio.create_task(_watch(receive, gone))
        outcome: Outcome = "client_disconnected"
        try:
            await _sleep(self._pace.first_byte, gone)
            if self._pace.unanswered:
                await end_connection(scope, gone, reset=self._pace.unanswered == "reset")
                return
            await send({"type": "http.response.start", "status": self._status, "headers": self._headers})
            await _sleep(self._pace.after_headers, gone)
            whole = await (self._at_once(send) if self._pace.at_once else self._paced(send, gone))
            if not whole and self._pace.ending == "reset":
                await end_connection(scope, gone, reset=True)
            if whole:
                await send({"type": "http.response.body", "body": b""})
            outcome = "done"
        except _GoneError:
            pass
        finally:
            if watcher is not None:
                watcher.cancel()
            self._ended(outcome)

    async def _at_once(self, send: Send) -> bool:
        for block in _blocks(self._events):
            await send({"type": "http.response.body", "body": block, "more_body": True})
        return True

    async def _paced(self, send: Send, gone: asyncio.Event) -> bool:
        """Send with the pace; False when the body must not be ended."""
        sent = 0
        for event in self._events:
            if event.delta and sent == self._pace.break_after:
                if self._pace.ending != "stall":
                    return await self._break_off(send)
                await _sleep(self._pace.stall, gone)
            if event.delta and sent:
                await _sleep(self._pace.between, gone)
            sent += event.delta
            await send({"type": "http.response.body", "body": event.data, "more_body": True})
        if self._pace.break_after is not None and sent <= self._pace.break_after and self._pace.ending != "stall":
            return await self._break_off(send)
        return True

    async def _break_off(self, send: Send) -> bool:
        if self._pace.ending == "fail":
            await send({"type": "http.response.body", "body": self._failure(), "more_body": True})
        return self._pace.ending == "fail"


class _GoneError(Exception):
    """The client closed its connection."""


async def _watch(receive: Receive, gone: asyncio.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.set()


async def _sleep(seconds: float, gone: asyncio.Event) -> None:
    if gone.is_set():
        raise _GoneError
    if seconds > 0:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(gone.wait(), seconds)
            raise _GoneError


def _blocks(events: Iterable[Event]) -> Iterator[bytes]:
    """Events joined into few writes: each write costs more than the events in it."""
    waiting: list[bytes] = []
    size = 0
    for event in events:
        waiting.append(event.data)
        size += len(event.data)
        if size >= _BLOCK:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)
