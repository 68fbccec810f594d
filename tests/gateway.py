"""A real gateway for the tests: the commands a user would type, on ports and folders of its own."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from gateway.running import instance

PROJECT = Path(__file__).resolve().parent.parent
COMMAND = str(PROJECT / ".venv" / "bin" / "openai-code")
UPSTREAM_KEY = "sk-upstream-0123456789abcdef-never-to-be-seen"
KEY = {"x-api-key": "dummy"}
# Below those that Linux and macOS give to connections going out.
PORTS = (12_000, 32_000)


def free_ports(count: int) -> list[int]:
    """Return ports that are free now, differ from each other, and are none that the system gives to a connection going out."""
    found: set[int] = set()
    with contextlib.ExitStack() as held:
        while len(found) < count:
            one = held.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                # By chance: other tests run at the same time.
                one.bind(("127.0.0.1", random.randrange(*PORTS)))
                found.add(int(one.getsockname()[1]))
    return sorted(found)


def eventually(condition: Callable[[], Any], seconds: float = 60.0) -> Any:  # noqa: ANN401 (whatever the condition gives)
    """Return the condition's first true value; fails when none comes in time, which a slow machine needs more of than ours."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)
    return value


def command_line(process: psutil.Process) -> str:
    """Return a process's command line; empty where it has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@dataclass
class Gateway:
    """One gateway: env is what its commands are run with."""

    env: dict[str, str]
    data: Path
    folder: Path

    @property
    def port(self) -> int:
        return int(self.env["PORT"])

    @property
    def key(self) -> str:
        """The key that clients send."""
        return self.env.get("PROXY_API_KEY", "dummy")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str, timeout: float = 240, **env: str) -> subprocess.CompletedProcess[str]:
        """Run openai-code with these arguments; env is added to the gateway's own."""
        return subprocess.run([COMMAND, *arguments], env={**self.env, **env}, capture_output=True, text=True, timeout=timeout, check=False)

    def start(self, *arguments: str) -> str:
        done = self.run("start", "--detach", *arguments)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{self.process_log()}"
        # On the direct path LiteLLM still loads when messages are already answered.
        eventually(self.well, 120)
        return done.stdout

    def well(self) -> bool:
        """Tell whether every service answers."""
        try:
            answer = httpx.get(f"{self.url}/health", headers={"x-api-key": self.key}, timeout=10)
        except httpx.HTTPError:
            return False
        return answer.is_success and answer.json()["status"] == "ok"

    def stop(self) -> str:
        done = self.run("stop")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def end(self) -> None:
        """Be rid of it: asked again it waits for nothing, which spares seconds. What a stop owes its clients is tested by stop()."""
        while (running := instance.read(self.folder)) is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(running.pid, signal.SIGTERM)
            time.sleep(0.05)

    def process_log(self) -> str:
        path = self.folder / "process.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def launch(self) -> psutil.Process:
        """Return gateway.launch's process."""
        return psutil.Process(json.loads((self.folder / "instance.json").read_text())["pid"])

    def pid(self, name: str) -> int:
        """Return the process that supervisord started under this name."""
        marks = {
            "nginx": "nginx: master",
            "litellm": "gateway.litellm.main",
            "translator": "-m translator",
            "interceptor": "gunicorn",
            "offline": "gateway.offline",
        }
        supervisord = next(child for child in self.launch().children() if "supervisord" in command_line(child))
        for child in supervisord.children():
            if marks[name] in command_line(child):
                return child.pid
        raise AssertionError(f"{name} does not run")

    def offline_url(self) -> str:
        """Return the backend's own address: on some paths LiteLLM's settings name what stands before it."""
        command = psutil.Process(self.pid("offline")).cmdline()
        return f"http://127.0.0.1:{command[command.index('--port') + 1]}"

    def upstream_requests(self) -> list[dict[str, Any]]:
        """Return what reached the offline backend, newest last."""
        return list(httpx.get(f"{self.offline_url()}/offline/requests").json())

    def forget(self) -> None:
        """Empty the offline backend's memory of requests: after large bodies every look at it takes seconds."""
        httpx.delete(f"{self.offline_url()}/offline/requests").raise_for_status()

    def events(self) -> list[dict[str, Any]]:
        """Return the lines of interceptor.log."""
        path = self.data / "interceptor.log"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def records(self) -> list[dict[str, Any]]:
        """Return the lines of requests.log."""
        path = self.data / "requests.log"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def post(self, body: dict[str, Any], timeout: float = 60) -> httpx.Response:
        return httpx.post(f"{self.url}/v1/messages", json=body, headers=KEY, timeout=timeout)


def message(text: str, model: str = "claude-sonnet-4-5-20250929", **more: object) -> dict[str, Any]:
    """Return a request of the Messages API with one user message."""
    return {"model": model, "max_tokens": 1000, "messages": [{"role": "user", "content": text}], **more}


def new_gateway(folder: Path, **env: str) -> Gateway:
    """Return a gateway that is not started yet; its files stand below folder."""
    port, litellm, interceptor, translator = free_ports(4)
    own = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/root"),
        "LANG": "C.UTF-8",
        "PORT": str(port),
        "LITELLM_PORT": str(litellm),
        "INTERCEPTOR_PORT": str(interceptor),
        "TRANSLATOR_PORT": str(translator),
        "DATA_DIR": str(folder / "data"),
        "RUN_DIR": str(folder / "run"),
    }
    return Gateway({**own, **env}, folder / "data", folder / "run" / str(port))


@contextmanager
def running(folder: Path, *arguments: str, **env: str) -> Iterator[Gateway]:
    """Start a gateway and end it in the end."""
    gateway = new_gateway(folder, **env)
    try:
        gateway.start(*arguments)
        yield gateway
    finally:
        gateway.end()
