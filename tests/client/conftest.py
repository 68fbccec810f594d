"""Gateways on the strict offline backend, shared by the real clients, and a proxy before one of them that notes what they send."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.client.cells import Cell, forget, strict
from tests.client.recorder import Recorder, recording
from tests.gateway import UPSTREAM_KEY, Gateway, running

ByWire = Callable[[str], Gateway]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take --all."""
    parser.addoption("--all", action="store_true", dest="whole_table", help="run every task on every model and wire, not the chosen few")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "whole_table: a cell of the client's table that runs with --all alone")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only --all runs."""
    if config.getoption("whole_table", default=False):
        return
    left_out = [item for item in items if item.get_closest_marker("whole_table")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A running gateway with the default key; it has an upstream key too, so that the tests can look whether it shows anywhere."""
    with running(tmp_path_factory.mktemp("gateway"), "--offline", OPENAI_API_KEY=UPSTREAM_KEY) as started:
        strict(started)
        yield started


@pytest.fixture
def recorder(gateway: Gateway) -> Iterator[Recorder]:
    """What one test's client sends to the shared gateway."""
    with recording(gateway.url) as started:
        yield started


@pytest.fixture(scope="session")
def by_wire(gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ByWire]:
    """The gateway for a wire; chat completions have one of their own."""
    with running(tmp_path_factory.mktemp("chat"), "--offline", OPENAI_WIRE_API="chat", LITELLM="off") as chat:
        strict(chat)
        yield lambda wire: chat if wire == "chat" else gateway


@pytest.fixture
def cell(request: pytest.FixtureRequest, by_wire: ByWire, tmp_path: Path) -> Cell:
    """The model and wire that a parameter names; the backend remembers nothing of earlier tests."""
    model, wire = str(request.param).split("-")
    gateway = by_wire(wire)
    forget(gateway)
    return Cell(model, wire, gateway, tmp_path)
