"""The line of one request: what it tells, what it never tells."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies

from gateway.requests.request_line import UNSAFE, Level, clean, json_line, level_of, shown, text_line

RECORD: dict[str, Any] = {
    "time": "2026-11-20T12:14:19.123+00:00",
    "request_id": "req_1",
    "session": "session-1",
    "model": "claude-opus-5-5",
    "target": "gpt-5.2",
    "path": "direct",
    "stream": True,
    "status": 200,
    "messages": 14,
    "tools_offered": 1,
    "input_tokens": 1834,
    "cached_tokens": 19200,
    "output_tokens": 512,
    "first_token_ms": 812.3,
    "total_ms": 3204.1,
    "notes": {"dropped-top-k": 2, "usage-estimated": 1},
}


def test_what_it_tells() -> None:
    """Method, path, status, both models, messages, tools, tokens, times, notes, the id that joins it with everything else."""
    line = text_line(RECORD)
    assert line.startswith("requests    | 2026-11-20T")
    assert line.partition(" POST ")[2] == (
        "/v1/messages 200 claude-opus-5-5 → gpt-5.2 | 14 messages, 1 tool | 21,034 (19,200 cached) → 512 tokens"
        " | first 812 ms, total 3.20 s | direct | notes: dropped-top-k=2, usage-estimated | req_1"
    )
    assert "session-1" not in line
    assert "session session-1" in text_line(RECORD, "DEBUG")


def test_a_request_that_failed() -> None:
    """The status is the one it ended with, and its type stands beside it; what is not known is left out."""
    line = text_line({"time": "t", "request_id": "req_1", "status": 529, "error": "overloaded_error", "model": "x"})
    assert line == "requests    | t POST /v1/messages 529 overloaded_error x → ? | req_1"


def test_colours() -> None:
    """Only where they are asked for, and by how it ended."""
    assert "\x1b" not in text_line(RECORD)
    assert "\x1b[32m200\x1b[0m" in text_line(RECORD, colours=True)
    assert "\x1b[31m500 api_error\x1b[0m" in text_line({**RECORD, "status": 500, "error": "api_error"}, colours=True)


@pytest.mark.parametrize(
    ("status", "level"), [(200, "INFO"), (499, "INFO"), (400, "WARNING"), (429, "WARNING"), (500, "ERROR"), (529, "ERROR"), (0, "ERROR")]
)
def test_levels(status: int, level: Level) -> None:
    """Failures are errors, refusals warnings, a client that left is neither; LOG_LEVEL lets its own and graver ones appear."""
    assert level_of({"status": status}) == level
    assert shown({"status": status}, level)
    assert shown({"status": status}, "DEBUG")
    assert not shown({"status": status}, "CRITICAL")
    assert shown({"status": 200}, "WARNING") is False


def test_json() -> None:
    """One JSON object on one line: the record, level, method and endpoint."""
    told = json.loads(json_line({**RECORD, "model": "a\nb"}))
    assert "\n" not in json_line({**RECORD, "model": "a\nb"})
    assert (told["level"], told["method"], told["endpoint"], told["status"]) == ("INFO", "POST", "/v1/messages", 200)
    assert told["notes"] == RECORD["notes"]


@given(strategies.text())
def test_no_name_steers_the_terminal(name: str) -> None:
    """Whatever a client calls its model, session or itself: one line, no control characters, bounded."""
    record = {**RECORD, "model": name, "session": name, "client": name, "error": name, "notes": {name: 1}}
    line = text_line(record, "DEBUG")
    assert not UNSAFE.search(line)
    assert len(line) < 3000
    assert "\n" not in json_line(record)


def test_no_secret_in_a_name() -> None:
    """A key in the place of a name is not told, in neither form."""
    record = {**RECORD, "model": "sk-proj-abcdefghijklmnopqrstuvwxyz", "client": "Bearer abcdefghijklmnopqrst"}
    assert "abcdefgh" not in text_line(record, "DEBUG") + json_line(record)
    assert clean(None) == ""
