"""Server-sent events for those who look on live: each listener follows the index by itself, whoever writes it."""

import select
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import Any

import orjson

from interceptor.usage.live import InFlight
from interceptor.usage.queries import NotAnswered, Usage

# Each holds one of gunicorn's threads.
MOST = 6
LOOK_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 600.0
AT_ONCE = 100
RETRY_MILLISECONDS = 2000
Json = dict[str, Any]


class Streams:
    """Hands out streams, a bounded number at a time."""

    def __init__(self, usage: Usage, flying: InFlight, ended: Callable[[], bool] = lambda: False) -> None:
        """ended: tells when the process is about to go."""
        self._usage, self._flying, self.ended = usage, flying, ended
        self._places = threading.BoundedSemaphore(MOST)

    def open(self, line: socket.socket | None = None) -> Iterator[bytes] | None:
        """Return what to send; None where as many listen already. line: to who listens; a stream ends when it has been closed there."""
        if not self._places.acquire(blocking=False):
            return None
        return Listener(self._usage, self._flying, self._places.release, lambda: self.ended() or (line is not None and gone(line)))


class Listener:
    """One stream. close() gives its place free, also where it was never read."""

    def __init__(self, usage: Usage, flying: InFlight, leave: Callable[[], None], ended: Callable[[], bool]) -> None:
        self._usage, self._flying, self._leave, self._ended = usage, flying, leave, ended
        self._left = threading.Lock()
        self._lines = self._run()

    def __iter__(self) -> Iterator[bytes]:
        """Return itself."""
        return self

    def __next__(self) -> bytes:
        """Return the next lines."""
        return next(self._lines)

    def close(self) -> None:
        """End."""
        self._lines.close()
        if self._left.acquire(blocking=False):
            self._leave()

    def _run(self) -> Generator[bytes, None, None]:
        began = said = time.monotonic()
        index, flights = self._usage.told(), self._flying.read()
        marks = self._marks()
        yield f"retry: {RETRY_MILLISECONDS}\n".encode() + _line("hello", {"index": index, "time": time.time()})
        if flights is not None:
            yield _line("in_flight", flights)
        while time.monotonic() - began < LONGEST_SECONDS and self._rest():
            lines = []
            now_index, now_flights = self._usage.told(), self._flying.read()
            if now_index != index:
                lines.append(_line("index", now_index))
            if now_flights != flights:
                lines.append(_line("in_flight", now_flights))
            index, flights = now_index, now_flights
            marks, news = self._news(marks)
            lines += news
            if lines:
                yield b"".join(lines)
                said = time.monotonic()
            elif time.monotonic() - said > HEARTBEAT_SECONDS:
                yield b": still here\n\n"
                said = time.monotonic()

    def _rest(self) -> bool:
        """Wait for the next look; tells whether to go on."""
        end = time.monotonic() + LOOK_SECONDS
        while not self._ended():
            if time.monotonic() >= end:
                return True
            time.sleep(LOOK_SECONDS / 8)
        return False

    def _marks(self) -> tuple[int, int]:
        """Return the ids of the newest request and event."""
        try:
            return self._usage.newest_ids()
        except NotAnswered:
            return 0, 0

    def _news(self, marks: tuple[int, int]) -> tuple[tuple[int, int], list[bytes]]:
        try:
            ids = self._usage.newest_ids()
            if ids == marks:
                return ids, []
            # Below what was seen: the index has been made anew.
            requests, events = self._usage.news(min(marks[0], ids[0]), min(marks[1], ids[1]), AT_ONCE)
        except NotAnswered:
            return marks, []
        told = [_line("requests", requests)] if requests else []
        return ids, [*told, _line("events", events)] if events else told


def gone(line: socket.socket) -> bool:
    """Tell whether the other side of a connection has closed it; waits for nothing."""
    try:
        return bool(select.select([line], [], [], 0)[0]) and not line.recv(1, socket.MSG_PEEK)
    except (OSError, ValueError):
        return True


def _line(name: str, data: object) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(data) + b"\n\n"
