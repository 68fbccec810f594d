"""The cookie that the right key is exchanged for."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from gateway.running.nginx_config import page_token
from interceptor.app import create_app
from tests.unit.interceptor.support import EDGE, SECRET, config

KEY = "an own key"


def client(
    folder: Path, url: str = "http://localhost:3999", token: str | None = page_token(KEY, SECRET), check: str = "own key"
) -> FlaskClient:
    """Return a client of an interceptor whose gateway has a key of the user's own."""
    (folder / "about.json").write_text(f'{{"client_check": "{check}"}}', encoding="utf-8")
    if token is not None:
        (folder / "page-token").write_text(token, encoding="utf-8")
    return create_app(replace(config(folder), public_url=url, about_path=folder / "about.json")).test_client()


@pytest.mark.parametrize(("url", "secure"), [("http://localhost:3999", False), ("https://gate.example.org:8443", True)])
def test_secure_with_tls(tmp_path: Path, url: str, secure: bool) -> None:
    """The cookie goes over TLS alone where the gateway speaks it; its name holds the port, its value is not the key."""
    answer = client(tmp_path, url).post("/sign-in", headers=EDGE, data={"key": KEY, "to": "/cache"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/cache")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"openai_code_{url.rpartition(':')[2]}={page_token(KEY, SECRET)};")
    assert ("Secure" in cookie.split("; ")) is secure
    assert KEY not in cookie


@pytest.mark.parametrize("given", ["", " ", "AN OWN KEY", "an own key2", page_token(KEY, SECRET), "\0", "é"])
def test_another_key(tmp_path: Path, given: str) -> None:
    """Nothing but the key is taken."""
    answer = client(tmp_path).post("/sign-in", headers=EDGE, data={"key": given})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("token", [None, "", "\n"])
def test_without_a_token_nobody_comes_in(tmp_path: Path, token: str | None) -> None:
    """Where the gateway has left no token no key is right, the empty one neither."""
    for key in ("", KEY):
        assert client(tmp_path, token=token).post("/sign-in", headers=EDGE, data={"key": key}).status_code == 403


def test_the_token_is_of_one_start_and_one_key() -> None:
    """Another key or another start's secret makes another token."""
    assert len({page_token(key, secret) for key in ("a", "b") for secret in ("x", "y")}) == 4


def test_nothing_to_ask_with_the_default_key(tmp_path: Path) -> None:
    """Everybody knows that key: the form leads to the page."""
    answer = client(tmp_path, check="default key").get("/sign-in", headers=EDGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
