"""Server-sent events, over the real server."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from interceptor.usage.stream import MOST
from tests.unit.interceptor.index.lines import append, record
from tests.unit.interceptor.support import CLIENT, Service, event, service, until


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The interceptor under gunicorn."""
    folder = tmp_path_factory.mktemp("stream")
    with service(folder / "data", folder / "stderr") as started:
        yield started


def told(lines: Iterator[str]) -> tuple[str, Any]:
    """Return the next event and its data."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            return name, json.loads(line.removeprefix("data: "))
    raise AssertionError("the stream has ended")


def test_what_comes_is_told(running: Service, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A stream begins with the index's state; then records and events come as they are written, and old ones do not."""
    folder = Path(running.errors.parent) / "data"
    append(folder / "requests.log", record(1))
    until(lambda: httpx.get(f"{running.url}/api/usage", headers=CLIENT).json().get("totals", {}).get("requests") == 1)
    with httpx.stream("GET", f"{running.url}/api/usage/stream", headers=CLIENT, timeout=20) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert told(lines)[0] == "hello"
        append(folder / "requests.log", record(2))
        running.post({"events": [event("seen")]})
        found: dict[str, list[str]] = {"requests": [], "events": []}
        while not all(found.values()):
            name, data = told(lines)
            if name in found:
                found[name] += [row["request_id"] if name == "requests" else row["name"] for row in data]
    assert found == {"requests": ["req_2"], "events": ["seen"]}


def test_listeners_are_bounded_and_those_who_left_make_room(running: Service) -> None:
    """One too many gets 503; the others of the interceptor are answered meanwhile; who leaves gives the place free."""
    url = f"{running.url}/api/usage/stream"

    def free() -> bool:
        with httpx.stream("GET", url, headers=CLIENT, timeout=20) as one:
            return one.status_code == 200

    assert until(free)
    with ExitStack() as open_ones:
        for _ in range(MOST):
            assert until(lambda: open_ones.enter_context(httpx.stream("GET", url, headers=CLIENT, timeout=20)).status_code == 200)
        refused = httpx.get(url, headers=CLIENT)
        assert (refused.status_code, "already" in refused.json()["error"]["message"]) == (503, True)
        assert running.post({"events": [event()]}).status_code == 200
    assert until(free)
