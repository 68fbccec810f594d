"""The upstream key: nowhere but in the environment that the user gave it to the container in."""

from collections.abc import Iterator

import pytest

from tests.image.container import Container, running
from tests.image.podman import Podman

KEY = "sk-image-test-4b5c0a7d9e"


@pytest.fixture(scope="module")
def keyed(podman: Podman, image: str) -> Iterator[Container]:
    """A gateway with a key whose upstream refuses every connection, after a failed message."""
    options = ("--env", f"OPENAI_API_KEY={KEY}", "--env", "OPENAI_BASE_URL=http://127.0.0.1:9/v1", "--env", "MAX_RETRIES=0")
    with running(podman, image, *options) as container:
        container.wait_until_healthy()
        answer = container.message(stream=False)
        assert answer.status_code >= 500
        assert KEY not in answer.text
        yield container


def test_the_key_is_not_logged(keyed: Container) -> None:
    """Neither the start nor a failed call writes the key into the container's log or its data."""
    assert KEY not in keyed.logs()
    assert KEY not in keyed.inside("sh", "-c", "cat /data/*")


def test_the_key_is_on_no_command_line(keyed: Container) -> None:
    """No process has the key among its arguments."""
    assert KEY not in keyed.podman("top", keyed.name, "args").stdout
    assert KEY not in keyed.inside("sh", "-c", "cat /proc/[0-9]*/cmdline")


def test_only_the_environment_holds_the_key(keyed: Container) -> None:
    """The engine's record of the container has the key once, in the environment."""
    inspected = keyed.podman("inspect", "--format", "{{json .}}", keyed.name).stdout
    environment = keyed.podman("inspect", "--format", "{{json .Config.Env}}", keyed.name).stdout
    assert environment.count(KEY) == 1
    # The engine also keeps the command that created the container, which in this test holds the --env option.
    created = keyed.podman("inspect", "--format", "{{json .Config.CreateCommand}}", keyed.name).stdout
    assert inspected.count(KEY) == environment.count(KEY) + created.count(KEY)


def test_the_image_has_no_secret(podman: Podman, image: str) -> None:
    """Neither the image's environment nor its history holds anything named like a key, or a path of the host's CA."""
    config = podman("image", "inspect", "--format", "{{json .Config.Env}}", image).stdout
    history = podman("history", "--no-trunc", "--format", "{{.CreatedBy}}", image).stdout
    for name in ("API_KEY", "TOKEN", "PASSWORD", "SSL_CERT_FILE", "PIP_CERT"):
        assert name not in config
    assert "sk-" not in config + history
