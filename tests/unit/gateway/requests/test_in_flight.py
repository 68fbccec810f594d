"""What is in flight, told by each worker."""

import asyncio
import socket
import time
from pathlib import Path

import pytest

from gateway.records import Record
from gateway.requests.in_flight import folder_of, in_flight
from translator.recording.flights import Flight, Flights
from translator.recording.status import Status
from translator.serving.channel import Channel


async def _nothing(*_: object) -> None:
    """Stands for both sides of a channel."""


def flight(name: str, age: float) -> Flight:
    """Return a request that has been there for age seconds."""
    return Flight(Record(time="t", request_id=name, session="s", model="m"), Channel(_nothing, _nothing), time.perf_counter() - age)  # type: ignore[arg-type]


@pytest.mark.parametrize("deep", [False, True])
def test_all_workers_are_asked(tmp_path: Path, deep: bool) -> None:
    """The oldest request first, whichever worker has it; also where the folder's path is too long for a socket."""
    folder = tmp_path / ("d" * 120 if deep else "run")
    folder.mkdir()

    async def work() -> list[dict[str, object]]:
        workers = []
        for number, names in enumerate((["b"], ["a", "c"]), 1):
            flights = Flights()
            for name in names:
                flights.add(flight(name, {"a": 30, "b": 20, "c": 10}[name]))
            workers.append(Status(flights.told, folder, number))
        for worker in workers:
            await worker.open()
        told = await asyncio.to_thread(in_flight, folder)
        for worker in workers:
            worker.close()
        return told

    told = asyncio.run(work())
    assert [one["id"] for one in told] == ["a", "b", "c"]
    assert {one["state"] for one in told} == {"waiting"}
    assert not list(folder_of(folder).glob("*.sock"))


def test_dead_and_silent_workers(tmp_path: Path) -> None:
    """One that was killed is forgotten, one that does not answer holds nobody up; without any there is nothing in flight."""
    assert in_flight(tmp_path) == []
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(tmp_path / "worker-1.sock"))
    dead.close()
    silent = socket.socket(socket.AF_UNIX)
    silent.bind(str(tmp_path / "worker-2.sock"))
    silent.listen()
    began = time.monotonic()
    assert in_flight(tmp_path, seconds=0.2) == []
    assert time.monotonic() - began < 5
    assert [path.name for path in tmp_path.iterdir()] == ["worker-2.sock"]
    silent.close()
