"""Fixtures of the image tests: podman, the image built from this checkout, and one container that the tests share."""

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from tests.image.base import ensure_base
from tests.image.container import Container, running
from tests.image.fixtures import podman
from tests.image.podman import ROOT, Podman

__all__ = ["podman"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test here the time that the first one needs to build the image."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def image(podman: Podman) -> str:
    """The name of the image, built from this checkout by scripts/build-image."""
    ensure_base(podman)
    # Named by the checkout: two of them tested on one machine at a time do not mix.
    tag = f"openai-code-test:{crc32(bytes(ROOT)):08x}"
    podman.run("scripts/build-image", "--engine", "podman", "--tag", tag, timeout=850)
    podman("image", "prune", "--force", "--filter", "until=24h")
    return tag


@pytest.fixture(scope="session")
def gateway(podman: Podman, image: str) -> Iterator[Container]:
    """A healthy gateway on the offline backend, shared by the tests that change nothing in it."""
    with running(podman, image, "--env", "OFFLINE=1") as container:
        container.wait_until_healthy()
        yield container
