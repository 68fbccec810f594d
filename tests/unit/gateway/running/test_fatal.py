"""What a real supervisord has given up."""

import subprocess
from pathlib import Path

from gateway.running.fatal import given_up
from gateway.running.run_folder import supervisord_command
from tests.gateway import eventually

CONF = """[supervisord]
nodaemon=true
silent=true
logfile={folder}/log
pidfile={folder}/pid
[unix_http_server]
file={folder}/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[program:sound]
command=sleep 60
[program:broken]
command={folder}/none
startretries=0
autostart=false
"""


def test_given_up(tmp_path: Path) -> None:
    """A program that cannot start is named; before that, and without a supervisord, there is none."""
    (tmp_path / "conf").write_text(CONF.format(folder=tmp_path), encoding="utf-8")
    socket = tmp_path / "s.sock"
    assert given_up(socket) is None
    with subprocess.Popen([supervisord_command()[0], "-c", str(tmp_path / "conf")]) as supervisord:
        try:
            eventually(socket.exists)
            assert given_up(socket) is None
            (tmp_path / "conf").write_text(CONF.format(folder=tmp_path).replace("autostart=false", ""), encoding="utf-8")
            supervisord.send_signal(1)
            assert eventually(lambda: given_up(socket)) == "broken"
        finally:
            supervisord.terminate()
