"""Where programs of this machine reach each other."""

import os
import socket
from pathlib import Path

import pytest

from gateway.running import sockets
from gateway.running.nginx_config import values
from gateway.running.sockets import SOCKET_PATH_BYTES, edge_sockets, remove_sockets, socket_path, wake_supervisord
from gateway.settings import Settings


def told(settings: Settings) -> str:
    """Return where nginx is told that the translator is."""
    return values(settings, "direct")["TRANSLATOR"]


def test_in_the_run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each port has a socket of its own in the gateway's folder, and nginx is told of it."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    one, two = (Settings(run_dir=tmp_path, translator_port=port) for port in (4590, 4591))
    assert edge_sockets(one) != edge_sockets(two)
    (found,) = edge_sockets(one)
    assert found.parent == one.run_folder
    assert told(one) == f"server unix:{found} max_fails=0;"


def test_one_for_each_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several workers have a socket each, and nginx gives a request to the one that has the fewest."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    settings = Settings(run_dir=tmp_path, workers=3)
    found = edge_sockets(settings)
    assert len(set(found)) == 3
    assert told(settings).count("server unix:") == 3
    assert "least_conn;" in told(settings)


def test_of_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Started by root, it stands where nginx's workers, who are somebody else, may look, and differs between gateways."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sockets, "OPEN_FOLDER", tmp_path)
    (one,), (two,) = (edge_sockets(Settings(run_dir=tmp_path / name)) for name in ("a", "b"))
    assert one != two
    assert one.parent == two.parent == tmp_path


@pytest.mark.parametrize("name", ["with space", "a;b", 'quo"te', "dol$lar", "br{ace", "um\u00e4laut"])
def test_odd_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A folder whose name could mean something in nginx.conf is not written there: the port is used."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    settings = Settings(run_dir=tmp_path / name, translator_port=4590)
    assert not edge_sockets(settings)
    assert told(settings) == "server 127.0.0.1:4590 max_fails=0;"


def test_no_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where root has no open folder to write in, the port is used."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sockets, "OPEN_FOLDER", tmp_path / "missing")
    assert not edge_sockets(Settings(run_dir=tmp_path))


def test_what_was_left_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed translator left goes, and that nothing is there is no error."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    settings = Settings(run_dir=tmp_path)
    remove_sockets(settings)
    (found,) = edge_sockets(settings)
    found.parent.mkdir(parents=True)
    found.touch()
    remove_sockets(settings)
    assert not found.exists()


def test_supervisord_is_woken(tmp_path: Path) -> None:
    """A connection comes to its socket; that it does not listen yet, or any more, is no error."""
    settings = Settings(run_dir=tmp_path)
    wake_supervisord(settings)
    settings.run_folder.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(socket_path(settings)))
        wake_supervisord(settings)
        listener.listen()
        listener.settimeout(5)
        wake_supervisord(settings)
        connection, _ = listener.accept()
        connection.close()


def test_long_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that the kernel would not take is replaced by a short one."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    (found,) = edge_sockets(Settings(run_dir=tmp_path / ("x" * 200)))
    assert len(os.fsencode(found)) < SOCKET_PATH_BYTES
