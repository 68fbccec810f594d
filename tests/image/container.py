"""A container of the gateway, run with the flags that the README gives, and what a test asks of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from tests.image.podman import Podman

HARDENED = (
    "--read-only",
    # Podman alone would also mount /run and /var/tmp writable; docker does not.
    "--read-only-tmpfs=false",
    "--tmpfs=/tmp",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--pids-limit=256",
    "--memory=1g",
)
_START_SECONDS = 120
MESSAGE: dict[str, Any] = {"max_tokens": 256, "messages": [{"role": "user", "content": "Say hello."}]}


@dataclass(frozen=True)
class Container:
    """A running container, by its name, and the address that its port 3999 is published at."""

    podman: Podman
    name: str
    url: str

    def healthy(self) -> bool:
        """Tell whether /health answers 200."""
        try:
            return httpx.get(f"{self.url}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def wait_until_healthy(self) -> float:
        """Wait until /health answers 200 and return how many seconds that took; AssertionError with the log if it never does."""
        start = time.monotonic()
        while not self.healthy():
            running = self.podman("inspect", "--format", "{{.State.Running}}", self.name).stdout.strip() == "true"
            if not running or time.monotonic() - start > _START_SECONDS:
                raise AssertionError(f"the gateway {'is not healthy' if running else 'ended'}:\n{self.logs()}")
            time.sleep(0.1)
        return time.monotonic() - start

    def message(self, *, stream: bool, key: str = "dummy", model: str = "claude-sonnet-4-5-20250929") -> httpx.Response:
        """Send one message with the client's key and return the whole answer."""
        body = MESSAGE | {"stream": stream, "model": model}
        return httpx.post(f"{self.url}/v1/messages", json=body, headers={"x-api-key": key}, timeout=60)

    def logs(self) -> str:
        """Return everything that the container wrote."""
        done = self.podman("logs", self.name)
        return done.stdout + done.stderr

    def inside(self, *command: str, check: bool = True) -> str:
        """Run a command in the container as its user and return what it wrote."""
        done = self.podman("exec", self.name, *command, check=check)
        return done.stdout + done.stderr

    def healthcheck(self) -> int:
        """Run the image's HEALTHCHECK once, as the engine's timer would, and return its exit code."""
        return self.podman("healthcheck", "run", self.name, check=False).returncode


def address(podman: Podman, name: str) -> str:
    """Return where a container's port 3999 is published; each start may choose another."""
    port = podman("port", name, "3999/tcp").stdout.strip().rpartition(":")[2]
    return f"http://127.0.0.1:{port}"


@contextmanager
def running(podman: Podman, image: str, *options: str) -> Iterator[Container]:
    """Start a container with HARDENED and `options`; remove it and its volumes at the end. Does not wait for it to be ready."""
    name = f"openai-code-test-{uuid4().hex[:8]}"
    podman("run", "--detach", "--name", name, "--publish", "127.0.0.1::3999", *HARDENED, *options, image)
    try:
        yield Container(podman, name, address(podman, name))
    finally:
        podman("rm", "--force", "--volumes", "--time", "1", name)
