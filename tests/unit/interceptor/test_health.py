"""Health: open and detailed, and the question to LiteLLM."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from interceptor.app import create_app
from interceptor.config import Service
from interceptor.health import Probe
from tests.unit.interceptor.support import BATCH, CLIENT, EDGE, config, event, free_port


class Liveliness(BaseHTTPRequestHandler):
    """Answers as LiteLLM does, after a delay."""

    asked = 0
    delay = 0.0

    def do_GET(self) -> None:
        """Answer the one path."""
        type(self).asked += 1
        time.sleep(self.delay)
        self.send_response(200 if self.path == "/health/liveliness" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def litellm(seconds: float = 0.0) -> Iterator[tuple[int, type[Liveliness]]]:
    """Run what answers; yields its port and its count."""

    class Counted(Liveliness):
        asked = 0
        delay = seconds

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counted)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, Counted
    finally:
        server.shutdown()
        server.server_close()


def client(folder: Path, port: int) -> FlaskClient:
    """Build a client of an app that asks this port."""
    return create_app(replace(config(folder), services=(Service("litellm", port),))).test_client()


def test_what_start_up_chose(tmp_path: Path) -> None:
    """With the client's key also path, backend, client check, and of each upstream key whether it is there."""
    chosen = {"path": "direct", "reason": "r", "client_check": "own key", "upstream_keys": {"openai": True}, "backend": {"offline": False}}
    (tmp_path / "about.json").write_text(json.dumps(chosen | {"settings": {"PORT": "1"}}))
    asked = create_app(replace(config(tmp_path), about_path=tmp_path / "about.json"))
    told = asked.test_client().get("/health", headers=CLIENT).json
    assert told is not None
    assert {name: told[name] for name in chosen} == chosen
    assert "settings" not in told
    assert "path" not in (asked.test_client().get("/health", headers=EDGE).json or {})


def test_open_form_says_only_up_or_not(tmp_path: Path) -> None:
    """Without the client's key: the status and nothing else, GET and HEAD."""
    with litellm() as (port, _):
        up = client(tmp_path, port)
        assert (up.get("/health", headers=EDGE).status_code, up.get("/health", headers=EDGE).json) == (200, {"status": "ok"})
        assert up.head("/health", headers=EDGE).status_code == 200
    down = client(tmp_path, free_port()).get("/health", headers=EDGE)
    assert (down.status_code, down.json) == (503, {"status": "down"})


def test_detailed_form(tmp_path: Path) -> None:
    """With it: services, telemetry, version, time."""
    with litellm() as (port, _):
        answer = client(tmp_path, port).get("/health", headers=CLIENT).json
    assert answer is not None
    assert answer["services"] == {"litellm": "up", "interceptor": "up"}
    assert answer["telemetry"] == {
        "file": str(tmp_path / "interceptor.log"),
        "state": "writing",
        "reason": None,
        "kept_lines": 0,
        "dropped_lines": 0,
    }
    assert answer["offline"] is False
    assert set(answer) == {"status", "time", "version", "services", "telemetry", "offline"}


@pytest.mark.parametrize("headers", [EDGE, CLIENT])
def test_telemetry_that_fails_is_degraded_not_down(tmp_path: Path, headers: dict[str, str]) -> None:
    """Messages still flow: 200, and the reason for those who may see it."""
    (tmp_path / "data").write_text("in the way")
    with litellm() as (port, _):
        failing = client(tmp_path / "data", port)
        assert failing.post(BATCH, json={"events": [event()]}, headers=EDGE).status_code == 200
        answer = failing.get("/health", headers=headers)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "degraded"
    if headers is CLIENT:
        assert answer.json["telemetry"]["reason"] == "a file stands where the folder should be"
        assert answer.json["telemetry"]["kept_lines"] == 1


def test_silent_litellm_is_down_and_is_not_asked_by_everybody_at_once() -> None:
    """One that takes the question and never answers is down after a second; eight who ask meanwhile do not ask eight times."""
    with litellm(seconds=3) as (port, server):
        probe = Probe(Service("litellm", port))
        threads = [threading.Thread(target=probe.up) for _ in range(8)]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.asked == 1
        assert probe.up() is False
        assert time.monotonic() - begun < 3


def test_answer_is_good_for_a_second() -> None:
    """Many questions in a row reach LiteLLM once; later a change is seen."""
    with litellm() as (port, server):
        probe = Probe(Service("litellm", port))
        assert all(probe.up() for _ in range(50))
        assert server.asked <= 2
    time.sleep(1.1)
    assert probe.up() is False
