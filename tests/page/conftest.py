"""One gateway with two sessions of the real client in its logs, one that nothing has reached yet, and one browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.client import claude
from tests.gateway import Gateway, running
from tests.page.look import launched
from tests.page.sessions import failing, indexed, with_subagent

# What is expected comes within moments, on a machine that has time.
expect.set_options(timeout=20_000)
OWN_KEY = "a key of the user's own, 'quoted'".replace(" ", "-")


@dataclass(frozen=True)
class Seen:
    """A gateway and what the client did there."""

    gateway: Gateway
    well: claude.Run
    failed: claude.Run

    @property
    def url(self) -> str:
        return f"http://localhost:{self.gateway.port}"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take --screenshots."""
    parser.addoption("--screenshots", action="store_true", help="write docs/screenshots anew")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        started = launched(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A running gateway on the offline backend with the default key."""
    with running(tmp_path_factory.mktemp("gateway"), "--offline", LITELLM="off") as started:
        yield started


@pytest.fixture(scope="session")
def seen(gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """The gateway after two sessions, with all of them in the index."""
    folder: Path = tmp_path_factory.mktemp("sessions")
    found = Seen(gateway, with_subagent(gateway, folder / "well"), failing(gateway, folder / "failed"))
    assert gateway.run("doctor").stdout
    indexed(gateway)
    return found


@pytest.fixture(scope="session")
def own_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A running gateway with a key of the user's own, which no request has reached."""
    with running(tmp_path_factory.mktemp("own"), "--offline", LITELLM="off", PROXY_API_KEY=OWN_KEY) as started:
        yield started
