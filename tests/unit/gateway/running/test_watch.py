"""The event listener, spoken to as supervisord does."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from gateway.running.watch import FATAL_FILE
from gateway.setting_types import PROJECT


@pytest.fixture
def launch() -> Iterator[subprocess.Popen[bytes]]:
    """A process that stands for gateway.launch."""
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process
        process.kill()


@pytest.fixture
def watch(tmp_path: Path, launch: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[str]]:
    """The listener, ready for its first event."""
    environ = {"PATH": os.environ["PATH"], "RUN_FOLDER": str(tmp_path), "LAUNCH_PID": str(launch.pid)}
    with subprocess.Popen(
        [sys.executable, "-m", "gateway.running.watch"],
        cwd=PROJECT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def tell(watch: subprocess.Popen[str], event: str, name: str) -> None:
    """Send one event and wait until it is taken."""
    stdin, stdout = stream(watch.stdin), stream(watch.stdout)
    assert stdout.readline() == "READY\n"
    payload = f"processname:{name} groupname:{name} from_state:RUNNING expected:0 pid:1"
    stdin.write(f"ver:3.0 server:supervisor serial:1 pool:watch poolserial:1 eventname:{event} len:{len(payload)}\n{payload}")
    stdin.flush()
    assert stdout.readline() == "RESULT 2\n"
    assert stdout.read(2) == "OK"


def stream(pipe: IO[str] | None) -> IO[str]:
    """Return the pipe, which is there."""
    assert pipe is not None
    return pipe


@pytest.mark.parametrize(
    ("event", "line"),
    [
        ("PROCESS_STATE_EXITED", "gateway     | litellm ended; it is started again.\n"),
        ("PROCESS_STATE_BACKOFF", "gateway     | litellm ended while it started; it is started again.\n"),
    ],
)
def test_end_is_told(watch: subprocess.Popen[str], launch: subprocess.Popen[bytes], event: str, line: str) -> None:
    """A program that ended is told in one plain line, and nothing else happens."""
    tell(watch, event, "litellm")
    assert stream(watch.stderr).readline() == line
    assert launch.poll() is None


def test_fatal_ends_everything(watch: subprocess.Popen[str], launch: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """A program that cannot be started is named in a file, and gateway.launch is asked to end."""
    tell(watch, "PROCESS_STATE_FATAL", "nginx")
    assert launch.wait(30) == -signal.SIGTERM
    assert json.loads((tmp_path / FATAL_FILE).read_text()) == {"program": "nginx"}


def test_several_events(watch: subprocess.Popen[str]) -> None:
    """One event after the other is taken."""
    for _ in range(3):
        tell(watch, "PROCESS_STATE_EXITED", "nginx")
