"""Every process may be killed at any time: the others stay, it returns, and no telemetry that was taken is lost."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import psutil
import pytest

from tests.gateway import KEY, Gateway, eventually, message, new_gateway, running

LONG = '[[offline:long {"chunks": 60, "delay_ms": 100}]]'


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway whose processes the tests kill."""
    with running(tmp_path_factory.mktemp("victim"), "--offline") as started:
        yield started


class Stream:
    """A long stream read in the background: lines are what came, failure how it broke off."""

    def __init__(self, gateway: Gateway, text: str = LONG) -> None:
        self.gateway, self.text = gateway, text
        self.lines: list[str] = []
        self.failure: Exception | None = None
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        eventually(lambda: any("text_delta" in line for line in self.lines))

    def _read(self) -> None:
        try:
            body = message(self.text, stream=True)
            with httpx.stream("POST", f"{self.gateway.url}/v1/messages", json=body, headers=KEY, timeout=60) as answer:
                for line in answer.iter_lines():
                    self.lines.append(line)
        except httpx.HTTPError as error:
            self.failure = error

    def end(self) -> str:
        """Wait for the end and tell how it came: whole, error (an error event), or cut."""
        self.thread.join(60)
        assert not self.thread.is_alive(), "the client was left waiting"
        if any('"message_stop"' in line for line in self.lines):
            return "whole"
        return "error" if any('"error"' in line for line in self.lines) else "cut"


def works(gateway: Gateway) -> bool:
    """Tell whether a message is answered now."""
    try:
        return gateway.post(message("hi")).status_code == 200
    except httpx.HTTPError:
        return False


def send_events(gateway: Gateway, number: int) -> bool:
    """Send one telemetry event; tells whether it was taken."""
    try:
        event = {"event_type": "ClaudeCodeInternalEvent", "event_data": {"event_name": f"number-{number}", "session_id": "s"}}
        return httpx.post(f"{gateway.url}/api/event_logging/batch", json={"events": [event]}, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize(
    ("name", "ends"),
    [("interceptor", {"whole"}), ("nginx", {"whole", "cut"}), ("litellm", {"whole"}), ("translator", {"error", "cut"})],
)
def test_a_killed_process_returns_and_the_others_stay(victim: Gateway, name: str, ends: set[str]) -> None:
    """kill -9 while a stream runs: the stream ends soon, the rest stays up, the process is back, every event taken is in the log."""
    eventually(lambda: works(victim), 60)
    before = {other: victim.pid(other) for other in ("nginx", "translator", "litellm", "interceptor", "offline")}
    already = len(victim.events())
    stream = Stream(victim)
    taken = [number for number in range(5) if send_events(victim, number)]
    os.kill(before[name], signal.SIGKILL)
    taken += [number for number in range(5, 40) if send_events(victim, number)]
    assert stream.end() in ends
    eventually(lambda: new_pid(victim, name) not in (None, before[name]), 60)
    eventually(lambda: works(victim), 60)
    eventually(lambda: send_events(victim, 99))
    assert {other: new_pid(victim, other) for other in before if other != name} == {
        other: pid for other, pid in before.items() if other != name
    }
    expected = [f"number-{number}" for number in taken]
    # One whose answer was late or lost may stand there too.
    assert [line["name"] for line in victim.events()[already:] if line["name"] in expected] == expected
    eventually(lambda: f"{name} ended" in victim.process_log())


def test_on_its_own_path_litellm_takes_its_streams_along_and_returns(through_litellm: Gateway) -> None:
    """Where LiteLLM translates, its kill ends the stream soon, with an error or a cut that clients retry, and messages work again."""
    stream, killed = Stream(through_litellm), through_litellm.pid("litellm")
    os.kill(killed, signal.SIGKILL)
    assert stream.end() in {"error", "cut"}
    eventually(lambda: new_pid(through_litellm, "litellm") not in (None, killed) and works(through_litellm), 60)


def alive(process: psutil.Process) -> bool:
    """Tell whether a process runs still."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def new_pid(gateway: Gateway, name: str) -> int | None:
    """Return the process of this name, if it runs."""
    try:
        return gateway.pid(name)
    except (AssertionError, psutil.Error):
        return None


def test_nginx_returns_though_its_workers_hold_the_port(victim: Gateway) -> None:
    """With the master alone killed, its workers are ended, and a stream through them may finish."""
    eventually(lambda: works(victim), 60)
    master = victim.pid("nginx")
    workers = psutil.Process(master).children()
    assert workers
    os.kill(master, signal.SIGKILL)
    eventually(lambda: new_pid(victim, "nginx") not in (None, master) and works(victim))
    eventually(lambda: not any(alive(worker) for worker in workers))


def test_a_process_that_cannot_start_ends_the_whole_with_one_sentence(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A port taken behind supervisord's back: a sentence that names port, holder and setting, and nothing left running."""
    with running(tmp_path_factory.mktemp("fatal"), "--offline", LITELLM="off") as gateway, socket.socket() as thief:
        launch = gateway.launch()
        port = int(gateway.env["INTERCEPTOR_PORT"])
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        eventually(lambda: _taken(thief, port, gateway))
        thief.listen()
        eventually(lambda: not alive(launch), 120)
        last = gateway.process_log().strip().splitlines()[-1]
        assert last.startswith("interceptor cannot start: port")
        assert str(port) in last
        assert str(os.getpid()) in last
        assert "INTERCEPTOR_PORT" in last
        assert gateway.run("status").returncode == 1


def _taken(thief: socket.socket, port: int, gateway: Gateway) -> bool:
    """Kill the interceptor and take its port; tells whether that was faster than its next start."""
    pid = new_pid(gateway, "interceptor")
    if pid is not None:
        master = psutil.Process(pid)
        for process in [*master.children(), master]:
            process.kill()
        psutil.wait_procs([master], timeout=5)
    try:
        thief.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


def test_a_stop_lets_a_stream_finish(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SIGTERM: nothing new is taken, a stream of three seconds ends whole, then, long before the grace, all is gone and the port free."""
    with running(tmp_path_factory.mktemp("stop"), "--offline", SHUTDOWN_GRACE="60") as gateway:
        stream = Stream(gateway, '[[offline:long {"chunks": 30, "delay_ms": 100}]]')
        family = gateway.launch().children(recursive=True)
        began = time.monotonic()
        gateway.stop()
        took = time.monotonic() - began
        assert stream.end() == "whole"
        assert took < 40
        assert not psutil.wait_procs(family, timeout=10)[1]
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{gateway.url}/health", timeout=30)


def test_a_stop_waits_no_longer_than_the_grace(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A stream that would go on for a minute is ended after SHUTDOWN_GRACE."""
    with running(tmp_path_factory.mktemp("grace"), "--offline", LITELLM="off", SHUTDOWN_GRACE="1") as gateway:
        stream = Stream(gateway, '[[offline:long {"chunks": 600, "delay_ms": 100}]]')
        began = time.monotonic()
        gateway.stop()
        assert time.monotonic() - began < 30
        assert stream.end() in {"cut", "error"}


def test_nothing_stays_behind_when_launch_itself_is_killed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """kill -9 of the first process ends supervisord and all programs, and a new start works."""
    with running(tmp_path_factory.mktemp("launch"), "--offline") as gateway:
        family = gateway.launch().children(recursive=True)
        os.kill(gateway.launch().pid, signal.SIGKILL)
        assert not psutil.wait_procs(family, timeout=60)[1]
        gateway.env["LITELLM"] = "off"
        gateway.start("--offline")
        assert works(gateway)


def test_a_failed_start_says_why(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every problem stands in one answer: no key, a bad port, a bad address; status 2, nothing started."""
    gateway = new_gateway(tmp_path_factory.mktemp("bad"), SHUTDOWN_GRACE="soon", OPENAI_BASE_URL="example.org")
    done: Any = gateway.run("start")
    assert done.returncode == 2
    for told in ("OPENAI_API_KEY", "--offline", "SHUTDOWN_GRACE", "soon", "OPENAI_BASE_URL", "http"):
        assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (gateway.folder / "instance.json").exists()
