"""The fixture that the image and the fresh-machine tests share."""

import os
import subprocess

import pytest

from tests.image.podman import ROOT, Podman, obstacle, set_up


@pytest.fixture(scope="session")
def podman() -> Podman:
    """Podman, installed where it is missing, or a skip that says why not; on CI a failure, as a skip would hide that nothing was tested."""
    reason = obstacle() or _install()
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    return set_up()


def _install() -> str | None:
    done = subprocess.run([ROOT / "tests/image/install"], capture_output=True, text=True, timeout=600, check=False)
    return (done.stderr or done.stdout).strip()[-2000:] if done.returncode else None
