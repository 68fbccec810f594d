"""The command that starts the backend."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time

import httpx

from tests.unit.gateway.offline.conftest import free_port

COMMAND = [sys.executable, "-m", "gateway.offline"]


def test_sigterm_ends_it_in_mid_stream() -> None:
    """SIGTERM ends the backend at once, also while a stream stalls."""
    port = free_port()
    with subprocess.Popen([*COMMAND, "--port", str(port)], stderr=subprocess.PIPE, text=True) as process, httpx.Client() as client:
        url = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                client.get(f"{url}/health")
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        body = {"model": "m", "input": '[[offline:stall {"seconds": 600}]]', "stream": True}
        with client.stream("POST", f"{url}/v1/responses", json=body, headers={"authorization": "Bearer k"}):
            process.send_signal(signal.SIGTERM)
            process.wait(5)
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_help_and_bad_port() -> None:
    """--help explains; a wrong or taken port is one clear error, not a traceback."""
    assert "without a model" in subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True).stdout
    wrong = subprocess.run([*COMMAND, "--port", "x"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        busy = subprocess.run([*COMMAND, "--port", port], capture_output=True, text=True, check=False, timeout=20)
    assert busy.returncode != 0
    assert "address already in use" in busy.stderr
    assert "Traceback" not in busy.stderr
