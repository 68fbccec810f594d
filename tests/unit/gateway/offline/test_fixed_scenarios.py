"""Scenarios that send bytes of the test's own, or none, or fail a few times only."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest

RESPONSES, CHAT = "/v1/responses", "/v1/chat/completions"
both_wires = pytest.mark.parametrize("path", [RESPONSES, CHAT])


def play(http: httpx.Client, path: str, marker: str, *, stream: bool = True) -> httpx.Response:
    """Send a marker in the user's text."""
    text = f"[[offline:{marker}]]"
    content: dict[str, Any] = {"input": text} if path == RESPONSES else {"messages": [{"role": "user", "content": text}]}
    return http.post(path, json={"model": "gpt-4.1", "stream": stream, **content})


@both_wires
def test_raw(http: httpx.Client, path: str) -> None:
    """Exactly the given bytes arrive, whatever they are."""
    chunks = ["data: {\n", "\n: comment\r\n\r\n", "data: é 😀\n\n"]
    reply = play(http, path, f"raw {json.dumps({'chunks': chunks, 'delay_ms': 1})}")
    assert reply.content == "".join(chunks).encode()
    assert reply.headers["content-type"].startswith("text/event-stream")


def test_raw_bytes_and_their_pieces(http: httpx.Client) -> None:
    """Characters can be torn by sending bytes, and each chunk is a write of its own."""
    first, second = (piece.decode("latin-1") for piece in ("é".encode()[:1], "é".encode()[1:]))
    marker = json.dumps({"chunks": [first, second], "encoding": "latin-1", "delay_ms": 50})
    with http.stream("POST", RESPONSES, json={"model": "m", "input": f"[[offline:raw {marker}]]", "stream": True}) as reply:
        pieces = list(reply.iter_raw())
    assert pieces == [b"\xc3", b"\xa9"]


def test_raw_that_is_cut(http: httpx.Client) -> None:
    """A raw stream can end without its end."""
    with pytest.raises(httpx.RemoteProtocolError):
        play(http, RESPONSES, 'raw {"chunks": ["data: x\\n\\n"], "cut": true}')


@both_wires
def test_json(http: httpx.Client, path: str) -> None:
    """Exactly the given JSON arrives, with its status."""
    reply = play(http, path, 'json {"body": {"error": {"message": "inside a 200"}}, "status": 200}', stream=False)
    assert (reply.status_code, reply.json()) == (200, {"error": {"message": "inside a 200"}})
    assert play(http, path, 'json {"body": [], "status": 418}').status_code == 418


@both_wires
def test_close_early(http: httpx.Client, path: str) -> None:
    """The connection is closed before any header, and the backend lives on."""
    with pytest.raises(httpx.RemoteProtocolError):
        play(http, path, "close_early")
    assert http.get("/health").status_code == 200


@both_wires
@pytest.mark.parametrize("options", ["", ' {"after": 2}'])
def test_reset(http: httpx.Client, path: str, options: str) -> None:
    """The connection is reset, before any header or in the middle of the stream."""
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        play(http, path, f"reset{options}")
    assert http.get("/health").status_code == 200


@both_wires
def test_slow_headers_and_slow_body(http: httpx.Client, path: str) -> None:
    """Silence comes before the headers, or between them and the body."""
    begun = time.monotonic()
    assert play(http, path, 'slow_headers {"seconds": 0.2}').status_code == 200
    assert time.monotonic() - begun >= 0.2
    content = {"input": "x"} if path == RESPONSES else {"messages": [{"role": "user", "content": "x"}]}
    header = {"x-offline-scenario": 'slow_body {"seconds": 0.3}'}
    with http.stream("POST", path, json={"model": "m", "stream": True, **content}, headers=header) as reply:
        headers_at = time.monotonic()
        reply.read()
        assert time.monotonic() - headers_at >= 0.2


@both_wires
def test_an_error_a_few_times(http: httpx.Client, path: str) -> None:
    """An error with `times` fails the first requests with this marker only, then the answer comes; forgetting starts it again."""
    marker = 'error {"status": 503, "times": 2}'
    assert [play(http, path, marker).status_code for _ in range(4)] == [503, 503, 200, 200]
    assert [play(http, path, 'error {"status": 503, "times": 1}').status_code for _ in range(2)] == [503, 200]
    http.delete("/offline/requests")
    assert play(http, path, marker).status_code == 503


@pytest.mark.parametrize("marker", ["raw", 'raw {"chunks": [1]}', 'raw {"chunks": ["é"], "encoding": "ascii"}', 'json {"status": 1}'])
def test_wrong_options(http: httpx.Client, marker: str) -> None:
    """Wrong options are refused with a message, not broken by."""
    reply = play(http, RESPONSES, marker)
    assert reply.status_code == 400
    assert "ption" in reply.json()["error"]["message"]
