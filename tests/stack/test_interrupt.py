"""Ctrl-C, or a stop, at any moment of a start ends it quietly."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.running import instance
from tests.gateway import COMMAND, eventually, new_gateway


def caught(pid: int) -> bool:
    """Tell whether a process has a handler of its own for Ctrl-C."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt:")]
    return bool(int(line.split()[1], 16) & 1 << (signal.SIGINT - 1))


def begun(pid: int) -> bool:
    """Tell whether a process is past our first line, also where the moment before was too short to be seen: it has loaded what is slow."""
    return not caught(pid) or "pydantic_core" in Path(f"/proc/{pid}/maps").read_text()


def wait(condition: Callable[[], bool]) -> None:
    """Wait without a pause: what is waited for lasts for milliseconds."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks into Linux's /proc")
@pytest.mark.parametrize("seconds", [0, 0.05, 0.1, 0.2, 0.4, 0.8])
def test_an_early_interrupt(tmp_path: Path, seconds: float) -> None:
    """From the first line of ours on, while all modules load: no traceback, an exit status that is not 0, nothing left."""
    gateway = new_gateway(tmp_path)
    process = subprocess.Popen(
        [COMMAND, "start", "--offline"], env=gateway.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    # Python itself catches it, until our first line has it end the process.
    wait(lambda: caught(process.pid))
    wait(lambda: begun(process.pid))
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert "Traceback" not in said, said
    assert process.returncode != 0 or "Stopped." in said
    assert not (gateway.folder / "instance.json").exists()


def test_stopped_while_it_starts(tmp_path: Path) -> None:
    """Who waits for a start that somebody else stops is told that, not to look for a fault."""
    gateway = new_gateway(tmp_path, LITELLM="off")
    command = [COMMAND, "start", "--offline", "--detach"]
    with subprocess.Popen(command, env=gateway.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as starting:
        launch = eventually(lambda: instance.read(gateway.folder))
        os.kill(launch.pid, signal.SIGTERM)
        said, _ = starting.communicate(timeout=120)
    assert starting.returncode == 1
    assert "The gateway was stopped while it started.\n" in said
    assert not (gateway.folder / "instance.json").exists()
