"""The requests that a worker has in flight: kept by reference, looked at only when somebody asks."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from gateway.records import Record


class Counting(Protocol):
    """What knows how much of an answer there is so far."""

    @property
    def tokens(self) -> int:
        """Tokens so far, about."""


class Rendering(Protocol):
    """What knows when an answer began: time.perf_counter() at its first byte, None before it."""

    @property
    def first_byte_at(self) -> float | None:
        """When it began."""


@dataclass
class Flight:
    """One request in flight. began: time.perf_counter(). written: what counts its answer, None before there is one."""

    record: Record
    channel: Rendering
    began: float
    written: Counting | None = None

    def told(self, now: float) -> dict[str, Any]:
        """Return what there is to say, as plain data: times in milliseconds."""
        record, first = self.record, self.channel.first_byte_at
        return {
            "id": record.request_id,
            "session": record.session,
            "agent": record.agent,
            "model": record.model,
            "target": record.target,
            "path": record.path,
            "worker": record.worker,
            "age_ms": round((now - self.began) * 1000),
            "first_token_ms": None if first is None else round((first - self.began) * 1000),
            "tokens": 0 if self.written is None else self.written.tokens,
            "state": "waiting" if first is None else "streaming",
        }


class Flights:
    """All that one worker has in flight, the oldest first."""

    def __init__(self) -> None:
        self._open: dict[int, Flight] = {}

    def add(self, flight: Flight) -> None:
        """Take one in."""
        self._open[id(flight)] = flight

    def remove(self, flight: Flight) -> None:
        """Let one go; nothing where it has gone."""
        self._open.pop(id(flight), None)

    def told(self) -> list[Mapping[str, Any]]:
        """Return what there is to say of each."""
        now = time.perf_counter()
        return [flight.told(now) for flight in self._open.values()]
