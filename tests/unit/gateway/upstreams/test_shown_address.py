"""Addresses as they are shown."""

import pytest

from gateway.upstreams.shown_address import without_secrets


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:secret@host.test:8443/v1?key=secret#secret", "https://host.test:8443/v1"),
        ("https://host.test/v1", "https://host.test/v1"),
    ],
)
def test_addresses(url: str, shown: str) -> None:
    """An address is told without user, password and query."""
    assert without_secrets(url) == shown


def test_a_query_of_ours() -> None:
    """A version that the gateway puts there itself is shown."""
    assert without_secrets("https://user:secret@host.test/v1?api-version=1", query=True) == "https://host.test/v1?api-version=1"
