"""What we rely on in the real supervisord."""

import configparser
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from supervisor import childutils
from supervisor.options import ServerOptions

from gateway.check import configuration
from gateway.litellm.config import WarmUpTarget
from gateway.running.run_folder import prepare
from gateway.setting_types import PROJECT
from tests.gateway import eventually

CONF = """[supervisord]
nodaemon=true
silent=true
logfile={folder}/log
pidfile={folder}/pid
[program:early]
command={python} -c "{code}" early
priority=100
startsecs=%(ENV_SECONDS)s
[program:late]
command={python} -c "{code}" late
priority=%(ENV_LATE)s
startsecs=0
[program:unexpected]
command=sh -c "echo >>{folder}/unexpected; sleep 0.3"
startsecs=0
[program:always]
command=sh -c "echo >>{folder}/always; sleep 0.1"
startsecs=0
autorestart=true
[program:never]
command=sh -c "echo >>{folder}/never"
autostart=%(ENV_OFFLINE)s
"""
CODE = (
    "import pathlib, signal, sys, time; name = sys.argv[1]; here = pathlib.Path('{folder}');"
    "signal.signal(signal.SIGTERM, lambda *_: ((here / 'ends').open('a').write(name + ' '), sys.exit(0)));"
    "(here / name).touch(); time.sleep(60)"
)


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServerOptions:
    """Our supervisord.conf as supervisord reads it, with the values of a start."""
    config = configuration({"OFFLINE": "1", "RUN_DIR": str(tmp_path), "DATA_DIR": str(tmp_path), "SHUTDOWN_GRACE": "5"}, None)
    for name, value in prepare(config, WarmUpTarget("warm-up-1", "http://127.0.0.1:1"), {"PATH": os.environ["PATH"]}).items():
        monkeypatch.setenv(name, value)
    options = ServerOptions()
    options.realize(["-c", str(PROJECT / "supervisord.conf")])
    return options


def test_ours_is_read(ours: ServerOptions) -> None:
    """supervisord takes our file, every %(ENV_NAME)s in it filled, numbers too."""
    groups = {group.name: group for group in ours.process_group_configs}
    assert {"nginx", "litellm", "interceptor", "offline", "watch"} <= set(groups)
    assert groups["nginx"].process_configs[0].stopwaitsecs == 6
    assert groups["offline"].process_configs[0].autostart is True
    assert groups["watch"].pool_events


def test_a_checkout_in_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """supervisord takes a path with blanks, quotes and signs of shells for one word, and finds no option of its own in it."""
    python = str(tmp_path / "Größe $HOME 'q\"; #%(x)s")
    monkeypatch.setattr(sys, "executable", python)
    config = configuration({"OFFLINE": "1", "RUN_DIR": str(tmp_path), "DATA_DIR": str(tmp_path)}, None)
    for name, value in prepare(config, WarmUpTarget("warm-up-1", "http://127.0.0.1:1"), {"PATH": os.environ["PATH"]}).items():
        monkeypatch.setenv(name, value)
    options = ServerOptions()
    options.realize(["-c", str(PROJECT / "supervisord.conf")])
    for group in options.process_group_configs:
        for process in group.process_configs:
            assert shlex.split(process.command)[:3] == [python, "-m", "gateway.running.program"]


def test_the_edge_stops_first(ours: ServerOptions) -> None:
    """Of our programs nginx has the highest priority, so that it stops before what it needs."""
    priorities = {group.name: group.priority for group in ours.process_group_configs}
    assert max(priorities, key=priorities.__getitem__) == "nginx"


def test_whatever_ends_is_started_again(ours: ServerOptions) -> None:
    """Each program comes back also when it ended with status 0, as nginx and LiteLLM do after a kill without -9."""
    parser = configparser.RawConfigParser(inline_comment_prefixes=(" ;",))
    parser.read(PROJECT / "supervisord.conf")
    for section in parser.sections():
        if section.startswith("program:"):
            assert parser.get(section, "autorestart", fallback="unexpected") == "true", section


def test_order_numbers_and_restarts(tmp_path: Path) -> None:
    """Numbers may come from the environment, stopping goes by descending priority, and status 0 is no reason to start again by itself."""
    code = CODE.format(folder=tmp_path)
    (tmp_path / "conf").write_text(CONF.format(folder=tmp_path, python=sys.executable, code=code), encoding="utf-8")
    binary = shutil.which("supervisord", path=str(Path(sys.executable).parent))
    assert binary is not None
    environ = {"PATH": os.environ["PATH"], "SECONDS": "0", "LATE": "400", "OFFLINE": "false"}
    with subprocess.Popen([binary, "-c", str(tmp_path / "conf")], env=environ) as supervisord:
        try:
            eventually(lambda: (tmp_path / "early").exists() and (tmp_path / "late").exists())
            eventually(lambda: len((tmp_path / "always").read_text()) >= 2)
        finally:
            supervisord.terminate()
    assert (tmp_path / "ends").read_text().split() == ["late", "early"]
    assert len((tmp_path / "unexpected").read_text()) == 1
    assert not (tmp_path / "never").exists()


def test_protocol_of_listeners() -> None:
    """The parts of the event protocol that gateway.running.watch uses are there."""
    assert callable(childutils.listener.wait)
    assert callable(childutils.listener.ok)


def test_states_of_the_status_command() -> None:
    """The names of the states that openai-code status translates are supervisord's own."""
    from supervisor.states import ProcessStates

    from gateway.commands.status import PLAIN

    assert set(PLAIN) <= {name for name in vars(ProcessStates) if name.isupper()}
