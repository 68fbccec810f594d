"""scripts/build-image: what it says before it builds anything."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts/build-image"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script with arguments that must not start a build."""
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=30, check=False)


def test_help_names_every_option() -> None:
    """--help ends with 0 and names the options."""
    done = run("--help")
    assert done.returncode == 0
    assert all(option in done.stdout for option in ("--tag", "--base", "--engine"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--frobnicate"], "--frobnicate"),
        (["--tag"], "--tag needs a value"),
        (["--tag", ""], "--tag needs a value"),
        (["--engine", "lxc"], "docker or podman, not lxc"),
    ],
)
def test_a_wrong_option_is_one_plain_line(arguments: list[str], said: str) -> None:
    """A wrong option ends with 2 and one line that names it."""
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
