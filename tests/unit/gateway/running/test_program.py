"""The wrapper that each program is started through, as a real process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.running.program import on_the_way
from gateway.setting_types import PROJECT
from gateway.settings import Settings
from tests.unit.gateway.ports import free, taken


def run(name: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one program as supervisord would."""
    environ = {
        **Settings(run_dir=folder, data_dir=folder, port=free(), litellm_port=free(), interceptor_port=free()).environment(),
        "PATH": os.environ["PATH"],
        "RUN_FOLDER": str(folder),
        "OFFLINE_PORT": "0",
        **more,
    }
    return subprocess.run(
        [sys.executable, "-m", "gateway.running.program", name],
        cwd=PROJECT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(("name", "setting"), [("litellm", "LITELLM_PORT"), ("interceptor", "INTERCEPTOR_PORT"), ("nginx", "PORT")])
def test_taken_port(tmp_path: Path, name: str, setting: str) -> None:
    """A program whose port is taken ends at once with one plain line, instead of listening elsewhere or trying on."""
    with taken() as port:
        done = run(name, tmp_path, **{setting: str(port)})
    assert done.returncode == 1
    assert done.stdout == f"{name:<11} | {setting}: 127.0.0.1:{port} cannot be listened on: Address already in use.\n"


def test_each_line_is_prefixed(tmp_path: Path) -> None:
    """What a program prints, on stdout and stderr, stands behind its name."""
    done = run("interceptor", tmp_path)
    assert done.returncode != 0
    lines = done.stdout.splitlines()
    assert lines
    assert all(line.startswith("interceptor | ") for line in lines)
    assert "EDGE_SECRET is missing" in done.stdout
    assert done.stderr == ""


def test_colours_are_taken_out(tmp_path: Path) -> None:
    """What a program colours for a terminal stands in the log as plain text."""
    code = (
        "import sys; from gateway.running.program import _prefix_output; _prefix_output('litellm'); print('\\x1b[1;92mgreen\\x1b[0m plain')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=20
    )
    assert done.stdout == "litellm     | green plain\n"


def test_nginx_without_its_file(tmp_path: Path) -> None:
    """nginx's own words come through."""
    done = run("nginx", tmp_path)
    assert done.returncode == 1
    assert "nginx.conf" in done.stdout


@pytest.mark.parametrize(
    ("name", "services", "first"),
    [
        ("translator", "translator=4001,litellm=4000", True),
        ("nginx", "translator=4001,litellm=4000", True),
        ("litellm", "translator=4001,litellm=4000", False),
        ("litellm", "litellm=4000,translator=4001", True),
        ("litellm", "litellm=4000", True),
        ("interceptor", "litellm=4000", False),
    ],
)
def test_messages_go_first(name: str, services: str, first: bool) -> None:
    """What no message waits for stands back: the interceptor, and LiteLLM where the translator answers messages itself."""
    assert on_the_way(name, {"SERVICES": services}) is first
