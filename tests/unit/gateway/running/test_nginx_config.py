"""What nginx.conf is filled with; tests/contract shows that nginx itself takes it."""

import re

import pytest
from hypothesis import given, strategies
from pydantic import SecretStr

from gateway.running.nginx_config import PLACE, keys, literal, new_secret, render, values
from gateway.setting_types import PROJECT
from gateway.settings import Settings

TEMPLATE = (PROJECT / "nginx.conf").read_text(encoding="utf-8")


def test_render_fills_every_place() -> None:
    """Each ${NAME} is filled, and nginx's own variables are left alone."""
    assert render("a ${ONE} $two ${three} ${ONE}", {"ONE": "1"}) == "a 1 $two ${three} 1"


def test_render_refuses_an_unknown_name() -> None:
    """A place that nothing fills is an error, not an empty word."""
    with pytest.raises(KeyError):
        render("${NO_SUCH}", {})


def test_shipped_template() -> None:
    """nginx.conf wants nothing but what is given, and what is given is wanted."""
    assert set(PLACE.findall(TEMPLATE)) == set(values(Settings(), "direct"))


def test_values_hold_no_secret() -> None:
    """nginx.conf, unlike the file of keys, holds no secret."""
    assert "marker" not in render(
        TEMPLATE, values(Settings(proxy_api_key=SecretStr("marker"), openai_api_key=SecretStr("marker")), "direct")
    )


@pytest.mark.parametrize(
    ("host", "listen"),
    [("127.0.0.1", "127.0.0.1:4590"), ("::", "[::]:4590 ipv6only=off"), ("[::1]", "[::1]:4590"), ("localhost", "localhost:4590")],
)
def test_listen(host: str, listen: str) -> None:
    """An IPv6 address stands in brackets."""
    assert values(Settings(host=host, port=4590), "direct")["LISTEN"] == listen


def test_edge_waits_longer_than_litellm() -> None:
    """The edge gives up after LiteLLM does, so that LiteLLM's plainer error arrives first."""
    assert int(values(Settings(request_timeout=600), "direct")["EDGE_TIMEOUT"]) > 600


@given(strategies.text(max_size=30))
def test_literal_matches_itself_alone(text: str) -> None:
    """The pattern of a text matches that text, byte for byte, and holds nothing that nginx's syntax reads."""
    pattern = literal(text)
    assert re.fullmatch(pattern.encode(), text.encode(), re.DOTALL)
    assert re.fullmatch(r"([A-Za-z0-9]|\\x[0-9a-f]{2})*", pattern)


@given(strategies.text("aAbB.+$\\*", max_size=6), strategies.text("aAbB.+$\\*", max_size=6))
def test_literal_matches_nothing_else(one: str, other: str) -> None:
    """Two texts match each other's pattern only where they are the same."""
    assert (re.fullmatch(literal(one), other) is not None) == (one == other)


def test_client_key_is_not_in_clear() -> None:
    """A key with characters of nginx's own syntax never stands in the maps as it is."""
    assert 'k"} evil' not in keys(Settings().model_copy(update={"proxy_api_key": SecretStr('k"} evil')}), "sk-l", "sk-i")


def test_secrets_differ() -> None:
    """Each secret is new, long and fit for a header."""
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"sk-[0-9a-f]{48}", secret) for secret in made)
