"""The table of what the real client must be able to do: each task on every mapped model and both wires, on the strict offline backend."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from tests.client import claude
from tests.gateway import Gateway, eventually

TARGETS = {"opus": "gpt-5.2-2025-12-11", "sonnet": "gpt-4.1-2025-04-14", "haiku": "gpt-5-2025-08-07"}
PATHS = {"responses": "/v1/responses", "chat": "/v1/chat/completions"}
# Each request of the client asks for thinking, effort and 128000 tokens, and gpt-4.1 has none of the first two and 32768 of the last.
# On chat completions the others' thinking is not to be seen.
PLAIN = {"dropped-thinking", "dropped-effort", "max-tokens-clamped"}


def usual(model: str, wire: str) -> set[str]:
    """Return the notes of every request of the client's for this model."""
    return PLAIN if model == "sonnet" else {"thinking-not-shown"} if wire == "chat" else set()


Test = TypeVar("Test", bound=Callable[..., None])


def cells(*chosen: str) -> Callable[[Test], Test]:
    """Run a test on every model and wire as its fixture cell; without --all on the chosen ones alone, named model-wire."""
    names = [f"{model}-{wire}" for model in TARGETS for wire in PATHS]
    assert set(chosen) <= set(names)
    rest = pytest.mark.whole_table
    return pytest.mark.parametrize("cell", [pytest.param(name, marks=() if name in chosen else rest) for name in names], indirect=True)


@dataclass(frozen=True)
class Cell:
    """One model on one wire; folder is the test's own."""

    model: str
    wire: str
    gateway: Gateway
    folder: Path

    @property
    def work(self) -> Path:
        """The folder in which the client works."""
        path = self.folder / "work"
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def reasons(self) -> bool:
        """Whether the model reasons, and the wire says so."""
        return self.model != "sonnet" and self.wire == "responses"

    def ask(self, prompt: str, *arguments: str, url: str = "", model: str = "") -> claude.Run:
        """Run the client with one prompt; it must end well."""
        known = ("--model", model or self.model, *claude.TOOLS, *arguments)
        ended = claude.run(claude.CURRENT, url or self.gateway.url, prompt, self.folder, known, timeout=90)
        assert (ended.code, ended.result.get("is_error")) == (0, False), ended
        return ended

    def requests(self) -> list[dict[str, Any]]:
        """Return what has reached the backend in this test, each answered to its end: it refuses what the real API would."""
        eventually(lambda: all(request["outcome"] != "streaming" for request in self.gateway.upstream_requests()))
        return self.gateway.upstream_requests()

    def fine(self, *models: str) -> list[dict[str, Any]]:
        """Return the bodies that reached the backend, in order; all must have been streamed and answered."""
        requests = self.requests()
        told = [(request["path"], request["status"], request["outcome"], request["body"]["stream"]) for request in requests]
        assert set(told) == {(PATHS[self.wire], 200, "done", True)}, told
        assert {request["body"]["model"] for request in requests} == {TARGETS[model] for model in models or (self.model,)}
        return [request["body"] for request in requests]

    def records(self, session: str) -> list[dict[str, Any]]:
        """Return the lines of requests.log about a session."""
        return [record for record in self.gateway.records() if record.get("session") == session]

    def noted(self, session: str, *notes: str, models: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        """Return a session's records: all of them answered the direct way, with no other notes than the models' usual ones and these."""
        records = self.records(session)
        told = {(record["path"], record["wire"], record["status"]) for record in records}
        assert told == {("direct", self.wire, 200)}, records
        found = {kind for record in records for kind in record.get("notes", {})}
        assert found == set(notes).union(*(usual(model, self.wire) for model in models or (self.model,))), records
        return records


def strict(gateway: Gateway) -> None:
    """Have the backend refuse whatever the real API refuses."""
    httpx.put(f"{gateway.offline_url()}/offline/strict", json={"on": True}).raise_for_status()


def forget(gateway: Gateway) -> None:
    """Empty the backend's memory of requests."""
    gateway.forget()


def history(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a body's history, whichever wire it is for."""
    return list(body.get("input") or body["messages"])


def of_type(body: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the items of one type of a Responses body's history."""
    return [item for item in body["input"] if item.get("type") == kind]


def grows(bodies: list[dict[str, Any]]) -> bool:
    """Tell whether each body begins with all of the one before it, byte for byte, as prompt caches and encrypted reasoning want it."""
    written = [[json.dumps(part) for part in (body["tools"], body.get("instructions"), *history(body))] for body in bodies]
    return all(later[: len(earlier)] == earlier for earlier, later in pairwise(written))


def grows_in_cache(records: list[dict[str, int]]) -> None:
    """Check that what a turn sent is read from the cache by the next one, but for its last few hundred tokens."""
    for earlier, later in pairwise(records):
        sent = earlier["input_tokens"] + earlier["cached_tokens"]
        assert sent - 512 < later["cached_tokens"] <= sent


def kinds_of_the_result(cell: Cell) -> list[str]:
    """Return the types of the parts in which the second request shows what the tool gave."""
    _, second = cell.fine()
    if cell.wire == "responses":
        return [part["type"] for item in of_type(second, "function_call_output") for part in item["output"]]
    *_, shown = (message["content"] for message in history(second) if message["role"] == "user")
    return [part["type"] for part in shown]
