"""openai-code status."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, dumps

import pytest

from tests.unit.gateway.commands.workbench import machine

ROWS = [
    {"name": "nginx", "statename": "RUNNING", "pid": 11},
    {"name": "litellm", "statename": "BACKOFF", "pid": 0},
    {"name": "offline", "statename": "STOPPED", "pid": 0},
]


@contextmanager
def answering(body: bytes, kind: str, where: str | tuple[str, int]) -> Iterator[None]:
    """Answer every request at a Unix socket's path, or at a loopback port, with this body."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
            del format, args

        def address_string(self) -> str:
            return "a client"

    server: Any = HTTPServer(where, Answer) if isinstance(where, tuple) else socketserver.UnixStreamServer(where, Answer)
    with server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield
        server.shutdown()


def test_nothing_runs(tmp_path: Path) -> None:
    """Without a gateway the exit status is 1, and the next step is named."""
    bench = machine(tmp_path)
    done = bench.run("status")
    assert done.exit_code == 1
    assert done.stdout == f"No gateway runs on port {bench.port}. Next: ./scripts/start\n"


def test_silent(tmp_path: Path) -> None:
    """A gateway whose parts do not answer is told as that, with the next step."""
    bench = machine(tmp_path)
    with bench.gateway():
        done = bench.run("status")
    assert done.exit_code == 1
    assert "supervisord  silent    does not answer on /no/such.sock" in done.stdout
    assert "health       no answer" in done.stdout


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2"])
def test_processes_and_health(tmp_path: Path, host: str) -> None:
    """Each process is told in plain words, what is not meant to run is left out, and health is asked at HOST."""
    bench = machine(tmp_path, HOST=host)
    path = str(tmp_path / "s")
    health = json.dumps({"status": "ok", "telemetry": {}}).encode()
    with (
        bench.gateway(socket=path),
        answering(dumps((ROWS,), methodresponse=True).encode(), "text/xml", path),
        answering(health, "application/json", (host, bench.port)),
    ):
        done = bench.run("status")
    assert done.exit_code == 0
    assert [line.split() for line in done.stdout.splitlines()[2:]] == [
        ["nginx", "runs", "pid", "11"],
        ["litellm", "restarts"],
        [],
        ["health", "ok"],
    ]


def test_while_it_stops(tmp_path: Path) -> None:
    """supervisord's refusal to answer while it stops is no traceback."""
    bench = machine(tmp_path)
    path = str(tmp_path / "s")
    with bench.gateway(socket=path), answering(dumps(Fault(6, "SHUTDOWN_STATE"), methodresponse=True).encode(), "text/xml", path):
        done = bench.run("status")
    assert done.exit_code == 1
    assert "supervisord  silent" in done.stdout


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"error": 1}'])
def test_foreign_answer(tmp_path: Path, body: bytes) -> None:
    """An answer that is not the gateway's is no answer."""
    bench = machine(tmp_path)
    with bench.gateway(), answering(body, "application/json", ("127.0.0.1", bench.port)):
        assert "health       no answer" in bench.run("status").stdout
