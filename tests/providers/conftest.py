"""One gateway a provider, started once, from the provider's block alone; the offline backend stands behind all of them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from gateway.providers import PROVIDERS, Provider
from tests.gateway import eventually, free_ports, new_gateway
from tests.providers.asking import Provided
from tests.providers.blocks import environment, hosts, slug
from tests.providers.internet import Internet

World = tuple[int, Internet]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The offline backend's port, and the hosts of all providers, which lead there."""
    (port,) = free_ports(1)
    own = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    process = subprocess.Popen([sys.executable, "-m", "gateway.offline", "--port", str(port)], env=own)
    try:
        eventually(lambda: _answers(port))
        # As the real API: what it refuses is refused, and tokens are counted with its vocabulary.
        httpx.put(f"http://127.0.0.1:{port}/offline/strict", json={"on": True}).raise_for_status()
        with Internet(hosts(), port, tmp_path_factory.mktemp("internet")).running() as internet:
            yield port, internet
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health").is_success
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="session")
def stopping() -> Iterator[ThreadPoolExecutor]:
    """What ends gateways; all have ended when the tests have."""
    with ThreadPoolExecutor(max_workers=2) as executor:
        yield executor


@pytest.fixture(scope="module", params=PROVIDERS, ids=slug)
def provider(request: pytest.FixtureRequest) -> Provider:
    """Each provider in turn."""
    found: Provider = request.param
    return found


@pytest.fixture(scope="module")
def provided(
    provider: Provider, world: World, stopping: ThreadPoolExecutor, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Provided]:
    """The provider's gateway; the backend has heard nothing yet."""
    port, internet = world
    folder: Path = tmp_path_factory.mktemp(slug(provider))
    network = {"HTTPS_PROXY": f"http://127.0.0.1:{internet.port}", "SSL_CERT_FILE": str(internet.ca)}
    gateway = new_gateway(folder, **network, **environment(provider, port, folder))
    with ExitStack() as stack:
        # While one stops the next may start.
        stack.callback(lambda: stopping.submit(gateway.stop))
        gateway.start()
        httpx.delete(f"http://127.0.0.1:{port}/offline/requests")
        yield Provided(gateway, f"http://127.0.0.1:{port}")
