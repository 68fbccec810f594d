"""One gateway on the offline backend, shared by the real clients, and a proxy before it that notes what they send."""

from collections.abc import Iterator

import pytest

from tests.client.recorder import Recorder, recording
from tests.gateway import UPSTREAM_KEY, Gateway, running


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A running gateway with the default key; it has an upstream key too, so that the tests can look whether it shows anywhere."""
    with running(tmp_path_factory.mktemp("gateway"), "--offline", OPENAI_API_KEY=UPSTREAM_KEY) as started:
        yield started


@pytest.fixture
def recorder(gateway: Gateway) -> Iterator[Recorder]:
    """What one test's client sends to the shared gateway."""
    with recording(gateway.url) as started:
        yield started
