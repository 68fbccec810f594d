"""What the tests of the translator share: streams with the moments of their events, records, what the upstream saw."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.gateway import KEY, Gateway, eventually, message


@dataclass
class Streamed:
    """One streamed answer: its events with the seconds since the request was sent at which each came."""

    status: int = 0
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    headers_at: float = 0.0
    events: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    body: str = ""

    @property
    def names(self) -> list[str]:
        return [event["type"] for _, event in self.events]

    @property
    def text(self) -> str:
        deltas = [event["delta"] for _, event in self.events if event["type"] == "content_block_delta"]
        return "".join(delta.get("text", "") for delta in deltas)

    @property
    def last(self) -> dict[str, Any]:
        return self.events[-1][1]

    @property
    def id(self) -> str:
        return str(self.headers["request-id"])

    def at(self, name: str) -> list[float]:
        """Return when events of this name came."""
        return [moment for moment, event in self.events if event["type"] == name]


def streamed(gateway: Gateway, text: str, timeout: float = 60, **more: Any) -> Streamed:  # noqa: ANN401 (fields of the request)
    """Stream one answer to its end."""
    got = Streamed()
    began = time.monotonic()
    url = f"{gateway.url}/v1/messages"
    with httpx.stream("POST", url, json=message(text, **{"stream": True, **more}), headers=KEY, timeout=timeout) as answer:
        got.status, got.headers, got.headers_at = answer.status_code, answer.headers, time.monotonic() - began
        if not answer.headers["content-type"].startswith("text/event-stream"):
            got.body = answer.read().decode()
            return got
        for line in answer.iter_lines():
            if line.startswith("data: "):
                got.events.append((time.monotonic() - began, json.loads(line[6:])))
    return got


def scenario(name: str, **options: object) -> str:
    """Return the marker that has the offline backend play a scenario."""
    return f"[[offline:{name} {json.dumps(options)}]]"


def records(gateway: Gateway) -> list[dict[str, Any]]:
    """Return the lines of requests.log."""
    path = gateway.data / "requests.log"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def record_of(gateway: Gateway, request_id: str) -> dict[str, Any]:
    """Return the one record of a request."""
    (found,) = eventually(lambda: [one for one in records(gateway) if one["request_id"] == request_id])
    return dict(found)


def newest(gateway: Gateway, count: int = 1) -> list[dict[str, Any]]:
    """Return the newest records."""
    return records(gateway)[-count:]


def seen(gateway: Gateway, mark: str) -> list[dict[str, Any]]:
    """Return the upstream's own view of the requests that hold this text."""
    return [one for one in gateway.upstream_requests() if mark in str(one["body"])]


def outcome(gateway: Gateway, mark: str) -> str:
    """Return how the newest upstream request with this text ended."""
    return next((str(one["outcome"]) for one in reversed(seen(gateway, mark))), "")
