"""Starts that must not succeed, and what they say."""

import subprocess
from pathlib import Path

from tests.image.container import HARDENED
from tests.image.podman import Podman


def _start(podman: Podman, image: str, *options: str) -> subprocess.CompletedProcess[str]:
    return podman("run", "--rm", *HARDENED, *options, image, check=False, timeout=120)


def test_no_key_and_not_offline(podman: Podman, image: str) -> None:
    """Without a key and without OFFLINE the container ends, and one line names both ways."""
    done = _start(podman, image)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if "OPENAI_API_KEY" in line]
    assert done.returncode not in {0, 125, 126, 127}
    assert len(lines) == 1, done.stdout + done.stderr
    assert "offline" in lines[0].lower()
    assert "Traceback" not in done.stdout + done.stderr


def test_a_data_folder_of_somebody_else(podman: Podman, image: str, tmp_path: Path) -> None:
    """A bind mount that the container's user cannot write ends the start with the chown that mends it."""
    folder = tmp_path / "data"
    folder.mkdir()
    podman.run("chown", "0:0", str(folder))
    podman.run("chmod", "755", str(folder))
    done = _start(podman, image, "--env", "OFFLINE=1", "--volume", f"{folder}:/data")
    assert done.returncode not in {0, 125, 126, 127}
    assert "chown" in done.stdout + done.stderr
    assert "10001" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
