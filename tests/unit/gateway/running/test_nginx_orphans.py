"""Workers of a real nginx whose master was killed."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from gateway.configuration.ports import refusal
from gateway.running import nginx_orphans
from gateway.running.programs import nginx_binary
from tests.gateway import eventually
from tests.unit.gateway.ports import free

CONF = """daemon off; worker_processes 2; pid nginx.pid; error_log stderr crit; events {{}}
http {{ access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{upstream}; proxy_buffering off; }} }} }}"""


@pytest.fixture
def upstream() -> Iterator[socket.socket]:
    """Listen for what nginx asks."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        yield server


class Nginx:
    """A real nginx, the leader of its own group as under supervisord."""

    def __init__(self, folder: Path, upstream: int) -> None:
        self.folder, self.port = folder, free()
        folder.mkdir()
        (folder / "nginx.conf").write_text(CONF.format(port=self.port, upstream=upstream), encoding="utf-8")
        command = [nginx_binary() or "nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self.master = subprocess.Popen(command, start_new_session=True)
        eventually(lambda: len(self.workers()) == 2 and not self.free())
        self.known = self.workers()

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.master.pid).children()

    def free(self) -> bool:
        return refusal("127.0.0.1", self.port) is None

    def kill_master(self) -> None:
        self.master.kill()
        self.master.wait()

    def end(self) -> None:
        self.master.terminate()
        self.master.wait()
        for worker in self.known:
            if worker.is_running():
                worker.kill()


@pytest.fixture
def nginx(tmp_path: Path, upstream: socket.socket) -> Iterator[Nginx]:
    """A running nginx in front of upstream."""
    started = Nginx(tmp_path / "one", upstream.getsockname()[1])
    yield started
    started.end()


def test_port_is_free_again(nginx: Nginx) -> None:
    """A killed master's workers hold the port until they are ended; then it is free."""
    nginx.kill_master()
    assert not nginx.free()
    nginx_orphans.end(nginx.folder / "nginx.pid")
    assert nginx.free()


def test_stream_in_flight_goes_on(nginx: Nginx, upstream: socket.socket) -> None:
    """A stream that an orphan still carries is not cut."""
    with socket.create_connection(("127.0.0.1", nginx.port)) as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        behind = upstream.accept()[0]
        behind.recv(1000)
        behind.sendall(b"HTTP/1.0 200 OK\r\n\r\nfirst,")
        nginx.kill_master()
        nginx_orphans.end(nginx.folder / "nginx.pid")
        assert nginx.free()
        behind.sendall(b"second")
        behind.close()
        client.settimeout(10)
        received = b""
        while part := client.recv(1000):
            received += part
    assert received.endswith(b"first,second")


def test_stuck_worker_is_killed(nginx: Nginx) -> None:
    """A worker that does not answer to signals is killed once patience is over."""
    nginx.kill_master()
    for worker in nginx.known:
        worker.suspend()
    nginx_orphans.end(nginx.folder / "nginx.pid", patience=0.2)
    eventually(nginx.free)


def test_another_nginx_is_left_alone(nginx: Nginx, tmp_path: Path, upstream: socket.socket) -> None:
    """The workers of another gateway's nginx go on."""
    other = Nginx(tmp_path / "two", upstream.getsockname()[1])
    try:
        nginx.kill_master()
        nginx_orphans.end(nginx.folder / "nginx.pid")
        assert all(worker.is_running() for worker in other.known)
        assert not other.free()
    finally:
        other.end()


@pytest.mark.parametrize("text", [None, "", "x", "-1", str(os.getpid()), "99999999"])
def test_nothing_to_end(tmp_path: Path, text: str | None) -> None:
    """Without a file, or with one that names no nginx, nothing is ended and nothing is waited for."""
    if text is not None:
        (tmp_path / "nginx.pid").write_text(text, encoding="utf-8")
    began = time.monotonic()
    nginx_orphans.end(tmp_path / "nginx.pid", patience=60)
    assert time.monotonic() - began < 30


def test_signal_to_the_dead() -> None:
    """A process that ended meanwhile is no error."""
    with subprocess.Popen(["true"]) as child:
        process = psutil.Process(child.pid)
    nginx_orphans._signal(process, signal.SIGKILL)


def test_what_was_lost_is_told_again(tmp_path: Path, upstream: socket.socket) -> None:
    """nginx ends, however early it was told first, and where nothing was heard of it; a stream in flight may finish as if told once."""
    for pause in (0, 0.005, 0.01, 0.02):
        folder = tmp_path / str(pause)
        folder.mkdir()
        (folder / "nginx.conf").write_text(CONF.format(port=free(), upstream=1), encoding="utf-8")
        command = [nginx_binary() or "nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        with subprocess.Popen(command, start_new_session=True) as early:
            time.sleep(pause)
            early.send_signal(signal.SIGQUIT)
            deadline = time.monotonic() + 60
            while early.poll() is None:
                assert time.monotonic() < deadline
                nginx_orphans.quit_still(folder / "nginx.pid")
                time.sleep(0.05)
    nginx = Nginx(tmp_path / "nginx", upstream.getsockname()[1])
    with socket.create_connection(("127.0.0.1", nginx.port)) as client:
        client.sendall(b"GET / HTTP/1.0\r\nhost: x\r\n\r\n")
        connection, _ = upstream.accept()
        for _ in range(5):
            nginx_orphans.quit_still(nginx.folder / "nginx.pid")
            time.sleep(0.1)
        assert nginx.master.poll() is None
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nwhole")
        connection.close()
        said = b""
        while piece := client.recv(1000):
            said += piece
        assert said.endswith(b"whole")
        assert nginx.master.wait(30) == 0


def test_hurry_ends_it_with_what_it_serves(tmp_path: Path, upstream: socket.socket) -> None:
    """At the end of the grace nginx ends at once, streams and all; without an nginx nothing is ended."""
    nginx = Nginx(tmp_path / "nginx", upstream.getsockname()[1])
    with socket.create_connection(("127.0.0.1", nginx.port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        connection, _ = upstream.accept()
        nginx.master.send_signal(signal.SIGQUIT)
        with pytest.raises(subprocess.TimeoutExpired):
            nginx.master.wait(0.5)
        nginx_orphans.hurry(nginx.folder / "nginx.pid")
        assert nginx.master.wait(30) == 0
        connection.close()
    (tmp_path / "pid").write_text(str(os.getpid()))
    nginx_orphans.hurry(tmp_path / "pid")
    nginx_orphans.hurry(tmp_path / "none")
