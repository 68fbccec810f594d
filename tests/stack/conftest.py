"""Gateways that the tests share which do not harm them: one on the offline backend, one whose upstreams are the tests' own."""

from collections.abc import Iterator

import pytest

from tests.gateway import UPSTREAM_KEY, Gateway, running
from tests.odd_upstream import OddUpstream
from tests.stack.governing import Governed, governed_running
from tests.stack.odd import odd_running
from tests.tunnel import Tunnel

Odd = tuple[Gateway, OddUpstream, OddUpstream, Tunnel]


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A running gateway; it has an upstream key too, so that the tests can look whether it shows anywhere."""
    with running(tmp_path_factory.mktemp("gateway"), "--offline", OPENAI_API_KEY=UPSTREAM_KEY) as started:
        yield started


@pytest.fixture(scope="session")
def through_litellm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway on the litellm path, on the offline backend."""
    with running(tmp_path_factory.mktemp("litellm"), "--offline", TRANSLATOR="litellm") as started:
        yield started


@pytest.fixture(scope="session")
def governed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Governed]:
    """A gateway on the governed path, its good and its bad upstream, and its folder."""
    with governed_running(tmp_path_factory.mktemp("governed")) as started:
        yield started


@pytest.fixture(scope="session")
def odd_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Odd]:
    """A running gateway whose upstreams are the tests' own, and these: in plain HTTP, in TLS, and the forward proxy."""
    with odd_running(tmp_path_factory.mktemp("odd")) as started:
        yield started


@pytest.fixture(scope="session")
def odd_gateway(odd_stack: Odd) -> Gateway:
    """The gateway in front of the odd upstreams: direct path, LITELLM=off, REQUEST_TIMEOUT=12, MAX_RETRIES=1."""
    return odd_stack[0]


@pytest.fixture(scope="session")
def odd(odd_stack: Odd) -> OddUpstream:
    """The odd upstream in plain HTTP."""
    return odd_stack[1]
