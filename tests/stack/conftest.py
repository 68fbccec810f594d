"""One gateway on the offline backend, shared by the tests that do not harm it."""

from collections.abc import Iterator

import pytest

from tests.gateway import UPSTREAM_KEY, Gateway, running


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A running gateway; it has an upstream key too, so that the tests can look whether it shows anywhere."""
    with running(tmp_path_factory.mktemp("gateway"), "--offline", OPENAI_API_KEY=UPSTREAM_KEY) as started:
        yield started
