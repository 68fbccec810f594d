"""What holds for every route."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from interceptor.app import create_app
from tests.unit.interceptor.support import BATCH, EDGE, config


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An app."""
    return create_app(config(tmp_path))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Its client."""
    return app.test_client()


@pytest.mark.parametrize("path", ["/", "/health", BATCH, "/nowhere"])
@pytest.mark.parametrize("secret", [None, "", "wrong", "ünï"])
def test_only_the_edge_is_served(client: FlaskClient, path: str, secret: str | None) -> None:
    """Without nginx's secret every path says where to go."""
    answer = client.post(path, headers={} if secret is None else {"x-openai-code-edge": secret})
    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["error"] == {
        "type": "permission_error",
        "message": "this port is the gateway's own: use http://127.0.0.1:3999",
    }


@pytest.mark.parametrize("path", ["/nowhere", "//api/event_logging/batch", "/api/event_logging", "/health/x", "/%00", "/static/x"])
def test_unknown_paths_are_json(client: FlaskClient, path: str) -> None:
    """404 in the same form, never a redirect, never HTML."""
    answer = client.get(path, headers=EDGE)
    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["error"]["type"] == "not_found_error"


@pytest.mark.parametrize(("given", "kept"), [("req_011abc", True), ("", False), ("a b", False), ("x" * 200, False)])
def test_request_id(client: FlaskClient, given: str, kept: bool) -> None:
    """nginx's id is answered back; one of our own stands in where there is none."""
    answer = client.get("/nowhere", headers=EDGE | {"x-openai-code-request-id": given})
    assert (answer.headers["request-id"] == given) is kept
    assert answer.headers["request-id"]
    assert answer.json is not None
    assert answer.json["request_id"] == answer.headers["request-id"]


def test_unexpected_failure_is_json(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """500 api_error; what happened goes to stderr only."""

    def broken() -> str:
        raise ZeroDivisionError("secret detail")

    app.add_url_rule("/broken", view_func=broken)
    answer = app.test_client().get("/broken", headers=EDGE)
    assert answer.status_code == 500
    assert answer.json is not None
    assert answer.json["error"]["type"] == "api_error"
    assert "detail" not in answer.text
    assert caplog.records[-1].exc_info


def test_root(client: FlaskClient) -> None:
    """GET / says what this is; HEAD / is 200 without a body; other methods are refused."""
    answer = client.get("/", headers=EDGE)
    assert answer.json is not None
    assert answer.json["name"] == "openai-code"
    assert answer.json["models"] == {}
    assert answer.json["health"] == "/health"
    assert (client.head("/", headers=EDGE).status_code, client.head("/", headers=EDGE).data) == (200, b"")
    assert client.post("/", headers=EDGE).status_code == 405
