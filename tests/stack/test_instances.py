"""Start, start again, stop, and several gateways from one checkout."""

import json
import os
import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.gateway import COMMAND, Gateway, eventually, message, new_gateway, running
from tests.stack.test_supervision import Stream


def test_a_second_start_says_that_it_already_runs(gateway: Gateway) -> None:
    """Starting twice is no error and starts nothing: it shows the block of the one that runs."""
    pid = gateway.launch().pid
    done = gateway.run("start", "--offline", "--detach")
    assert done.returncode == 0
    assert "already runs" in done.stdout
    assert f"http://localhost:{gateway.port}" in done.stdout
    assert gateway.launch().pid == pid


def test_the_block_holds_what_a_user_needs(gateway: Gateway) -> None:
    """Address, backend, model map, log files, the two lines for Claude Code and how to stop; a screen at the most."""
    block = gateway.run("start", "--offline").stdout
    for part in (
        f"http://localhost:{gateway.port}",
        "offline",
        "claude-sonnet-4-5-20250929",
        "gpt-4.1-2025-04-14",
        "interceptor.log",
        "process.log",
        "export ANTHROPIC_BASE_URL=",
        "export ANTHROPIC_API_KEY=dummy",
        "scripts/stop",
    ):
        assert part in block
    assert len(block.splitlines()) < 25


def test_two_gateways_run_side_by_side_and_are_stopped_one_by_one(gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Another PORT, LITELLM_PORT, INTERCEPTOR_PORT and DATA_DIR are another gateway of the same checkout, with its own telemetry."""
    other = new_gateway(tmp_path_factory.mktemp("other"), LITELLM="off")
    other.env["RUN_DIR"] = gateway.env["RUN_DIR"]
    other.folder = Path(gateway.env["RUN_DIR"]) / other.env["PORT"]
    other.start("--offline")
    event = {"events": [{"event_type": "t", "event_data": {"event_name": "for the other one"}}]}
    assert httpx.post(f"{other.url}/api/event_logging/batch", json=event, timeout=30).status_code == 200
    assert "for the other one" in {line["name"] for line in other.events()}
    assert "for the other one" not in {line["name"] for line in gateway.events()}
    assert str(other.port) in other.stop()
    assert gateway.post(message("hi")).status_code == 200
    assert "No gateway runs" in other.stop()


def test_two_starts_at_the_same_moment_are_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of two that begin together one gives way, and both return once it answers."""
    gateway = new_gateway(tmp_path_factory.mktemp("together"), LITELLM="off")
    command = [COMMAND, "start", "--offline", "--detach"]
    both = [subprocess.Popen(command, env=gateway.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(2)]
    try:
        told = [one.communicate(timeout=240)[0] for one in both]
        assert [one.returncode for one in both] == [0, 0], told
        assert any("is ready at" in text for text in told)
        assert httpx.get(f"{gateway.url}/health", timeout=30).status_code == 200
    finally:
        gateway.end()


def test_a_start_during_a_stop_waits_for_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is just ending is not taken for a gateway that runs: the start waits, and then starts."""
    with running(tmp_path_factory.mktemp("again"), "--offline", LITELLM="off", SHUTDOWN_GRACE="4") as gateway:
        first = gateway.launch().pid
        # It stops for as long as this stream goes on.
        Stream(gateway, '[[offline:long {"chunks": 600, "delay_ms": 100}]]')
        os.kill(first, signal.SIGTERM)
        eventually(lambda: json.loads((gateway.folder / "instance.json").read_text())["stopping"])
        assert "is ready at" in gateway.start("--offline")
        assert gateway.launch().pid != first


def test_stop_needs_no_other_valid_setting(tmp_path_factory: pytest.TempPathFactory) -> None:
    """With everything else set wrong, the gateway of this PORT is stopped all the same."""
    with running(tmp_path_factory.mktemp("stop"), "--offline", LITELLM="off") as gateway:
        done = gateway.run("stop", SHUTDOWN_GRACE="x", LITELLM_PORT="y", OPENAI_BASE_URL="z", CONFIG_FILE="/none", OFFLINE="perhaps")
        assert done.returncode == 0
        assert "Stopped" in done.stdout


def test_status_tells_of_each_process(gateway: Gateway) -> None:
    """Each process with its pid, and the health as the page gives it."""
    told = gateway.run("status")
    assert told.returncode == 0
    for name in ("nginx", "litellm", "interceptor", "offline"):
        assert str(gateway.pid(name)) in next(line for line in told.stdout.splitlines() if line.strip().startswith(name))
    assert "ok" in told.stdout


def test_logs_shows_one_program_or_all(gateway: Gateway) -> None:
    """Lines carry their program's name, and one program's lines can be asked for."""
    httpx.get(f"{gateway.url}/v1", timeout=30)
    eventually(lambda: "GET /v1 200" in gateway.run("logs", "nginx").stdout)
    assert all(line.startswith("nginx") for line in gateway.run("logs", "nginx").stdout.splitlines())
    assert "litellm" in gateway.run("logs", "-n", "1000").stdout
