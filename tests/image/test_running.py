"""A hardened container: read-only, no capabilities, not root, offline."""

import json
import time
from pathlib import Path

import httpx
import pytest
import yaml

from tests.image.container import Container, running
from tests.image.podman import Podman


def test_it_answers_a_message(gateway: Container) -> None:
    """A message that is not streamed gets an Anthropic answer with text."""
    answer = gateway.message(stream=False)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["type"] == "message"
    assert body["content"][0]["text"]


def test_it_streams_a_message(gateway: Container) -> None:
    """A streamed message starts with message_start and ends with message_stop."""
    answer = gateway.message(stream=True)
    assert answer.status_code == 200, answer.text
    events = [line.removeprefix("event: ") for line in answer.text.splitlines() if line.startswith("event: ")]
    assert (events[0], events[-1]) == ("message_start", "message_stop")


def test_it_wants_the_key(gateway: Container) -> None:
    """A client without the right key is refused."""
    assert gateway.message(stream=False, key="wrong").status_code == 401


def test_telemetry_lands_in_the_volume(gateway: Container) -> None:
    """An event sent to the telemetry route is a line of /data/interceptor.log."""
    event = {"event_type": "ClaudeCodeInternalEvent", "event_data": {"event_name": "image_test_event", "session_id": "image-test"}}
    sent = httpx.post(f"{gateway.url}/api/event_logging/batch", json={"events": [event]}, timeout=10)
    assert sent.status_code == 200
    deadline = time.monotonic() + 60
    while "image_test_event" not in (log := gateway.inside("cat", "/data/interceptor.log")):
        assert time.monotonic() < deadline, log
        time.sleep(0.1)
    assert all(json.loads(line) for line in log.splitlines())


def test_it_runs_as_nobody_special(gateway: Container) -> None:
    """Every process runs as 10001 without a capability, and cannot gain any."""
    status = gateway.inside("sh", "-c", "cat /proc/[0-9]*/status 2>/dev/null")
    fields = [line.split() for line in status.splitlines() if line.startswith(("Uid:", "Gid:", "CapEff:", "CapBnd:", "NoNewPrivs:"))]
    assert len(fields) >= 5 * 5
    assert {(name, *values) for name, *values in fields} == {
        ("Uid:", *["10001"] * 4),
        ("Gid:", *["10001"] * 4),
        ("CapEff:", "0" * 16),
        ("CapBnd:", "0" * 16),
        ("NoNewPrivs:", "1"),
    }


def test_the_first_process_is_the_gateway(gateway: Container) -> None:
    """Signals of the engine reach gateway itself: no shell stands before it."""
    assert "openai-code" in gateway.inside("cat", "/proc/1/cmdline")


@pytest.mark.parametrize("folder", ["/", "/app", "/etc", "/run", "/var/lib/nginx", "/var/log"])
def test_the_root_is_not_writable(gateway: Container, folder: str) -> None:
    """Nothing outside /data and /tmp can be written."""
    refused = gateway.inside("touch", f"{folder}/written", check=False)
    assert "Read-only file system" in refused or "Permission denied" in refused


def test_a_model_table_of_the_users_own(podman: Podman, image: str, tmp_path: Path) -> None:
    """A config.yaml mounted over the image's is the one that counts."""
    table = {
        "model_list": [{"model_name": "house-model", "litellm_params": {"model": "openai/gpt-5", "api_key": "os.environ/OPENAI_API_KEY"}}]
    }
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(table))
    with running(podman, image, "--env", "OFFLINE=1", "--volume", f"{file}:/app/config.yaml:ro") as container:
        container.wait_until_healthy()
        assert container.message(stream=False, model="house-model").status_code == 200
        assert container.message(stream=False).status_code == 404


def test_nothing_else_is_reachable(gateway: Container) -> None:
    """Only 3999 listens on an address that others reach; all else is on loopback."""
    tables = gateway.inside("cat", "/proc/net/tcp", "/proc/net/tcp6")
    listening = [line.split()[1] for line in tables.splitlines() if line.split()[3:4] == ["0A"]]
    outside = {int(address.rpartition(":")[2], 16) for address in listening if not address.endswith(":") and not _loopback(address)}
    assert outside == {3999}


def _loopback(address: str) -> bool:
    host = address.rpartition(":")[0]
    return host in {"0100007F", "00000000000000000000000001000000"}
