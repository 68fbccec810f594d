"""Fixtures of the fresh-machine test."""

from pathlib import Path

import pytest

from tests.image.base import BASE, ensure_base
from tests.image.fixtures import podman
from tests.image.podman import Podman

__all__ = ["podman"]

HERE = Path(__file__).parent
_MACHINE = f"""\
FROM {BASE}
RUN apt-get update \\
    && apt-get install --yes --no-install-recommends ca-certificates git python3 \\
    && rm -rf /var/lib/apt/lists/*
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test here the time that an installation from nothing needs."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(1200))


@pytest.fixture(scope="session")
def machine(podman: Podman, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of an image of a fresh machine: Debian with git, python3 and ca-certificates."""
    ensure_base(podman)
    folder = tmp_path_factory.mktemp("machine")
    (folder / "Dockerfile").write_text(_MACHINE)
    tag = "openai-code-fresh-machine"
    podman("build", "--quiet", "--tag", tag, str(folder), timeout=600)
    return tag
