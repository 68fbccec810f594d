"""The socket of a running gateway: what programs are told, and the reload."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.running.control import Control, ControlError, Say, environment_of, reload
from gateway.setting_types import PROJECT


def said(say: Say) -> int:
    """A reload that says two lines."""
    say("one")
    say("two\nlines")
    return 2


def test_a_program_is_told_its_environment(tmp_path: Path) -> None:
    """Each program gets what the gateway holds for it at that moment; an unknown one gets an error."""
    environments = {"translator": {"KEY": "first"}}
    control = Control(tmp_path / "control.sock", environments, said)
    assert environment_of(tmp_path / "control.sock", "translator") == {"KEY": "first"}
    environments["translator"] = {"KEY": "ünd\n2"}
    assert environment_of(tmp_path / "control.sock", "translator") == {"KEY": "ünd\n2"}
    with pytest.raises(ControlError):
        environment_of(tmp_path / "control.sock", "other")
    control.close()
    assert not (tmp_path / "control.sock").exists()


def test_a_reload_is_heard(tmp_path: Path) -> None:
    """Who asks for a reload hears its lines as they are, and its status."""
    control = Control(tmp_path / "control.sock", {}, said)
    heard: list[str] = []
    assert reload(tmp_path / "control.sock", heard.append) == 2
    assert heard == ["one", "two\nlines"]
    control.close()


def test_only_the_user_may_ask(tmp_path: Path) -> None:
    """The socket holds secrets ready: nobody else may connect."""
    control = Control(tmp_path / "control.sock", {}, said)
    assert stat.S_IMODE((tmp_path / "control.sock").stat().st_mode) & 0o077 == 0
    control.close()


def test_nobody_answers(tmp_path: Path) -> None:
    """Without a gateway there is a plain error, and a program that asks ends with one line."""
    with pytest.raises(ControlError, match="does not answer"):
        reload(tmp_path / "none.sock", print)
    environ = {"PATH": os.environ["PATH"], "CONTROL_SOCKET": str(tmp_path / "none.sock")}
    command = [sys.executable, "-m", "gateway.running.program", "translator-2"]
    done = subprocess.run(command, cwd=PROJECT, env=environ, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert done.stderr.startswith("translator-2 cannot start: the gateway does not answer")
    assert "Traceback" not in done.stderr
