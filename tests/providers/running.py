"""The offline backend behind the hosts of all providers, and a provider's gateway in front of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from gateway.upstreams.provider import Provider
from tests.gateway import running
from tests.internet import Internet, internet
from tests.providers.asking import Provided
from tests.providers.blocks import environment, hosts


@contextmanager
def whole_world(folder: Path) -> Iterator[Internet]:
    """Run it until the block ends; it refuses what the real APIs refuse, and counts tokens as they do."""
    with internet(folder, hosts()) as world:
        httpx.put(f"{world.backend}/offline/strict", json={"on": True}).raise_for_status()
        yield world


@contextmanager
def provider_gateway(provider: Provider, world: Internet, folder: Path) -> Iterator[Provided]:
    """Start the gateway with nothing but the provider's block; the backend has heard nothing yet."""
    with running(folder, **world.env, **environment(provider, world.port, folder)) as gateway:
        httpx.delete(f"{world.backend}/offline/requests")
        yield Provided(gateway, world.backend)
