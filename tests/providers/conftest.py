"""One gateway a provider, started once; the offline backend stands behind all of them."""

from collections.abc import Iterator

import pytest

from gateway.upstreams.provider import Provider
from tests.internet import Internet
from tests.providers.asking import Provided
from tests.providers.blocks import slug
from tests.providers.running import provider_gateway, whole_world
from tests.providers.table import ENTRIES


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Internet]:
    """The offline backend, and the hosts of all providers, which lead there."""
    with whole_world(tmp_path_factory.mktemp("internet")) as started:
        yield started


@pytest.fixture(scope="module", params=[entry.provider for entry in ENTRIES], ids=slug)
def provider(request: pytest.FixtureRequest) -> Provider:
    """Each provider in turn."""
    found: Provider = request.param
    return found


@pytest.fixture(scope="module")
def provided(provider: Provider, world: Internet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provided]:
    """The provider's gateway."""
    with provider_gateway(provider, world, tmp_path_factory.mktemp(slug(provider))) as started:
        yield started
