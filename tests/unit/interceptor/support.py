"""What the interceptor's tests share: its lines, its app, and the real thing under gunicorn."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from interceptor.config import Config
from tests.gateway import free_ports

SECRET = "edge-secret-of-the-tests"
EDGE = {"x-openai-code-edge": SECRET}
CLIENT = EDGE | {"x-openai-code-client": "1"}
BATCH = "/api/event_logging/batch"


def config(folder: Path) -> Config:
    """Build a Config for a folder."""
    return Config(data_dir=folder, edge_secret=SECRET)


def read_lines(*files: Path) -> list[dict[str, Any]]:
    """Read log files; every line must be whole JSON."""
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def event(name: str = "tengu_test", **data: object) -> dict[str, Any]:
    """Build one event as Claude Code sends it."""
    return {"event_type": "ClaudeCodeInternalEvent", "event_data": {"event_name": name, "session_id": "session-1", **data}}


def free_port() -> int:
    """Find a loopback port that is free now."""
    return free_ports(1)[0]


def until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait until a condition holds; tell whether it came to."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


@dataclass
class Service:
    """The interceptor under gunicorn."""

    process: subprocess.Popen[bytes]
    url: str
    errors: Path

    @property
    def worker(self) -> psutil.Process:
        """The one worker process."""
        return psutil.Process(self.process.pid).children()[0]

    def post(self, body: object, path: str = BATCH) -> httpx.Response:
        """Send JSON."""
        return httpx.post(self.url + path, json=body, headers=EDGE, timeout=10)

    def health(self) -> dict[str, Any]:
        """Ask for the detailed health."""
        answer: dict[str, Any] = httpx.get(f"{self.url}/health", headers=CLIENT, timeout=10).json()
        return answer

    def answers(self) -> bool:
        """Tell whether it is up."""
        try:
            return httpx.get(f"{self.url}/", headers=EDGE, timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


@contextmanager
def service(folder: Path, errors: Path, port: int = 0, **environ: str) -> Iterator[Service]:
    """Run the interceptor as supervisord does, with its log in a folder and its stderr in a file."""
    port = port or free_port()
    env = {"PATH": os.environ["PATH"], "EDGE_SECRET": SECRET, "PROXY_API_KEY": "dummy", "DATA_DIR": str(folder), **environ}
    env |= {"INTERCEPTOR_PORT": str(port), "LITELLM_PORT": str(free_port())}
    command = [sys.executable, "-m", "gunicorn", "--config", "python:interceptor.gunicorn_settings", "interceptor.wsgi:app"]
    with errors.open("wb") as stderr, subprocess.Popen(command, env=env, stdout=stderr, stderr=stderr) as process:
        running = Service(process, f"http://127.0.0.1:{port}", errors)
        try:
            assert until(running.answers), errors.read_text()
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
