"""The HEALTHCHECK and how the container ends."""

import time
from dataclasses import replace

from tests.image.container import Container, address, running
from tests.image.podman import Podman

_KILL_LITELLM = """
import psutil
for process in psutil.process_iter(["cmdline"]):
    line = " ".join(process.info["cmdline"] or [])
    if process.pid != 1 and "litellm" in line and "supervisord" not in line and "psutil" not in line:
        process.kill()
        print(line)
"""


def _wait_for(container: Container, code: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while container.healthcheck() != code:
        assert time.monotonic() < deadline, f"the health check never gave {code}:\n{container.logs()}"
        time.sleep(0.2)


def test_health_follows_a_killed_program_and_its_return(podman: Podman, image: str) -> None:
    """The health check fails after what answers messages is killed and passes again once the supervisor has brought it back."""
    with running(podman, image, "--env", "OFFLINE=1", "--env", "TRANSLATOR=litellm") as container:
        container.wait_until_healthy()
        assert container.healthcheck() == 0
        assert "litellm" in container.inside("python", "-c", _KILL_LITELLM)
        _wait_for(container, 1, 30)
        _wait_for(container, 0, 120)
        assert container.message(stream=True).status_code == 200


def test_messages_go_on_without_litellm(podman: Podman, image: str) -> None:
    """On the direct path LiteLLM's end is no end of messages, and no reason to start the container anew."""
    with running(podman, image, "--env", "OFFLINE=1") as container:
        container.wait_until_healthy()
        assert "litellm" in container.inside("python", "-c", _KILL_LITELLM)
        assert container.message(stream=True).status_code == 200
        assert container.healthcheck() == 0


def test_stop_is_clean_and_in_time(podman: Podman, image: str) -> None:
    """`podman stop` ends the container by SIGTERM alone, with exit code 0, before its 10 seconds are over."""
    with running(podman, image, "--env", "OFFLINE=1") as container:
        container.wait_until_healthy()
        # After these it would be killed, which is 137.
        podman("stop", "--time", "10", container.name)
        assert podman("inspect", "--format", "{{.State.ExitCode}}", container.name).stdout.strip() == "0", container.logs()


def test_the_image_has_a_health_check(podman: Podman, image: str) -> None:
    """The HEALTHCHECK is in the image, and SIGTERM is its stop signal."""
    config = podman("image", "inspect", "--format", "{{.HealthCheck.Test}} {{.Config.StopSignal}}", image).stdout
    assert "/health" in config
    assert config.strip().endswith("SIGTERM")


def test_a_crash_is_survived(podman: Podman, image: str) -> None:
    """Started again after SIGKILL, as a restart policy would, it works, and telemetry from before is still there."""
    with running(podman, image, "--env", "OFFLINE=1") as container:
        container.wait_until_healthy()
        container.inside("sh", "-c", "echo before >> /data/interceptor.log")
        podman("kill", container.name)
        podman("start", container.name)
        again = replace(container, url=address(podman, container.name))
        again.wait_until_healthy()
        assert again.message(stream=False).status_code == 200
        assert "before" in again.inside("cat", "/data/interceptor.log")
