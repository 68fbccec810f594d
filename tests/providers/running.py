"""The offline backend behind the hosts of all providers, and a provider's gateway in front of it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from gateway.upstreams.provider import Provider
from tests.gateway import Gateway, eventually, free_ports, new_gateway
from tests.providers.asking import Provided
from tests.providers.blocks import environment, hosts
from tests.providers.internet import Internet


@dataclass
class World:
    """The offline backend's port, and the hosts of all providers, which lead there."""

    port: int
    internet: Internet

    @property
    def backend(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def whole_world(folder: Path) -> Iterator[World]:
    """Run it until the block ends; it refuses what the real APIs refuse, and counts tokens as they do."""
    (port,) = free_ports(1)
    own = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    process = subprocess.Popen([sys.executable, "-m", "gateway.offline", "--port", str(port)], env=own)
    try:
        eventually(lambda: _answers(port))
        httpx.put(f"http://127.0.0.1:{port}/offline/strict", json={"on": True}).raise_for_status()
        with Internet(hosts(), port, folder).running() as internet:
            yield World(port, internet)
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health").is_success
    except httpx.HTTPError:
        return False


@contextmanager
def provider_gateway(
    provider: Provider, world: World, folder: Path, stop: Callable[[Gateway], object] = Gateway.stop
) -> Iterator[Provided]:
    """Start the gateway with nothing but the provider's block; the backend has heard nothing yet. stop: ends it."""
    network = {"HTTPS_PROXY": f"http://127.0.0.1:{world.internet.port}", "SSL_CERT_FILE": str(world.internet.ca)}
    gateway = new_gateway(folder, **network, **environment(provider, world.port, folder))
    try:
        gateway.start()
        httpx.delete(f"{world.backend}/offline/requests")
        yield Provided(gateway, world.backend)
    finally:
        stop(gateway)
