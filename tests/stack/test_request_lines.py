"""The line per request in the process log of a whole gateway."""

import json
from pathlib import Path

import httpx

from tests.gateway import Gateway, eventually, message, running
from tests.stack.translating import scenario, streamed


def line_of(gateway: Gateway, request_id: str) -> str:
    """Return the one line about a request."""
    (found,) = eventually(lambda: [line for line in gateway.process_log().splitlines() if request_id in line])
    return str(found)


def test_one_line_tells_it(gateway: Gateway) -> None:
    """An answered request has one line, with both models, counts, tokens and times; none of its content."""
    got = streamed(gateway, "marker-content hello", tools=[{"name": "t", "input_schema": {"type": "object"}}])
    line = line_of(gateway, got.id)
    assert line.startswith("requests    | 2")
    assert " POST /v1/messages 200 claude-sonnet-4-5-20250929 → gpt-4.1-2025-04-14 | 1 message, 1 tool | " in line
    assert " tokens | first " in line
    assert "total " in line
    assert "marker" not in line
    assert "\x1b" not in line


def test_it_tells_how_it_ended(gateway: Gateway) -> None:
    """A stream that failed after its 200 is told as the failure that it was; a refused name too, with nothing that steers a terminal."""
    failed = streamed(gateway, scenario("fail_midstream", delay_ms=50))
    assert failed.status == 200
    assert " POST /v1/messages 200 " not in line_of(gateway, failed.id)
    refused = gateway.post(message("hi", model="no\x1b[31m\nsuch"))
    line = line_of(gateway, refused.headers["request-id"])
    assert " 404 not_found_error no\\x1b[31m\\x0asuch → ?" in line


def test_who_is_refused_at_the_edge_is_told_by_the_edge(gateway: Gateway) -> None:
    """What never reached the translator stands there too, once."""
    answer = httpx.post(f"{gateway.url}/v1/messages", json=message("hi"), timeout=30)
    assert line_of(gateway, answer.headers["request-id"]).startswith("nginx       | ")


def test_json_and_levels(tmp_path: Path) -> None:
    """LOG_FORMAT=json gives whole JSON lines; LOG_LEVEL=WARNING those of refusals and failures alone, the edge's too."""
    with running(tmp_path, "--offline", LITELLM="off", LOG_FORMAT="json", LOG_LEVEL="warn") as gateway:
        fine = gateway.post(message("hi"))
        refused = gateway.post(message("hi", model="nobody"))
        told = json.loads(line_of(gateway, refused.headers["request-id"]))
        assert (told["level"], told["status"], told["model"], told["messages"]) == ("WARNING", 404, "nobody", 1)
        assert fine.status_code == 200
        assert fine.headers["request-id"] not in gateway.process_log()
        shown = gateway.run("logs", "requests").stdout
        assert refused.headers["request-id"] in shown
