"""The fixture that the image and the fresh-machine tests share."""

import os

import pytest

from tests.image.podman import Podman, obstacle, set_up


@pytest.fixture(scope="session")
def podman() -> Podman:
    """Podman, or a skip that says why not; on CI that is a failure, since a skip would hide that nothing was tested."""
    reason = obstacle()
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    return set_up()
