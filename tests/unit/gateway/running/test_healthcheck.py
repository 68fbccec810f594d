"""The image's health check, as the process that the engine runs; tests/stack/test_tls.py shows it with TLS."""

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gateway.setting_types import PROJECT
from tests.unit.gateway.ports import free


def check(port: int) -> int:
    """Return the exit status of one health check."""
    script = PROJECT / "gateway" / "running" / "healthcheck.py"
    return subprocess.run([sys.executable, "-IS", str(script), str(port)], check=False, timeout=20).returncode


@contextmanager
def health(status: int) -> Iterator[int]:
    """Answer /health with this status."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/health" else 404)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
            del format, args

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_plain(status: int, code: int) -> None:
    """0 where /health answers 200, 1 where it does not."""
    with health(status) as port:
        assert check(port) == code


def test_nobody() -> None:
    """1 where nobody listens."""
    assert check(free()) == 1
