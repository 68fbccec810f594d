"""The offline backend as its users meet it: a process of its own on a loopback port."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.gateway import free_ports


def free_port() -> int:
    """A loopback port that nothing listens on now."""
    return free_ports(1)[0]


@pytest.fixture(scope="session")
def offline_url() -> Iterator[str]:
    """The base URL of a running backend, without /v1."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "gateway.offline", "--port", str(port)])
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{url}/health")
                break
            except httpx.ConnectError:
                assert process.poll() is None, "the backend ended at once"
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def http(offline_url: str) -> Iterator[httpx.Client]:
    """A client of the backend with a key; the read-back is emptied first."""
    with httpx.Client(base_url=offline_url, headers={"authorization": "Bearer sk-test"}, timeout=20) as client:
        client.delete("/offline/requests")
        yield client
