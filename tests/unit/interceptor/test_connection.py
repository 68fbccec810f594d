"""GET /test-connection, against a small server that answers as the edge would."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from interceptor import connection
from interceptor.app import create_app
from tests.unit.gateway.telling.test_trial import url
from tests.unit.interceptor.support import config

__all__ = ["url"]


def client(folder: Path, edge: str, to_try: dict[str, list[str]]) -> FlaskClient:
    """Return a client of an app that tries these targets at this address."""
    (folder / "about.json").write_text(
        json.dumps({"url": edge, "to_try": [{"target": target, "names": names} for target, names in to_try.items()]})
    )
    return create_app(replace(config(folder), edge_secret="dummy", about_path=folder / "about.json")).test_client()


def ask(asked: FlaskClient) -> tuple[int, dict[str, Any]]:
    """Return status and body."""
    answer = asked.get("/test-connection", headers={"x-openai-code-edge": "dummy"})
    return answer.status_code, dict(answer.json or {})


def test_all_answer(tmp_path: Path, url: str) -> None:
    """200 with each target, its latency and its response's id."""
    status, told = ask(client(tmp_path, url, {"openai/a": ["good", "better"], "openai/b": ["also"]}))
    assert (status, told["status"], told["model_used"], told["response_id"]) == (200, "success", "openai/a", "msg_1")
    assert [one["target"] for one in told["models"]] == ["openai/a", "openai/b"]
    assert all(one["ok"] and one["latency_ms"] > 0 for one in told["models"])


def test_one_refuses(tmp_path: Path, url: str) -> None:
    """503 as an error of the Messages API, with the cause, what to set, three remedies at most, and the others' good news."""
    status, told = ask(client(tmp_path, url, {"openai/a": ["good"], "xai/b": ["refused"]}))
    assert (status, told["type"], told["error"]["type"], told["error_type"]) == (503, "error", "authentication_error", "bad key")
    assert "1 of 2 targets" in told["error"]["message"]
    assert "Set XAI_API_KEY to a valid one." in told["suggestions"]
    assert len(told["suggestions"]) == 3
    assert [one["ok"] for one in told["models"]] == [True, False]
    assert "abcdefgh" not in json.dumps(told)


def test_nobody_there(tmp_path: Path) -> None:
    """Without anybody to ask it is 503 too, not a traceback."""
    status, told = ask(client(tmp_path, "http://127.0.0.1:1", {"openai/a": ["good"]}))
    assert (status, told["error_type"]) == (503, "service down")
    assert ask(client(tmp_path, "http://127.0.0.1:1", {}))[0] == 503


def test_one_at_a_time(tmp_path: Path, url: str) -> None:
    """A second test while one is under way is 429 at once; afterwards it is made."""
    asked = client(tmp_path, url, {"openai/a": ["good"]})
    with connection._under_way:
        status, told = ask(asked)
        assert (status, told["error"]["type"]) == (429, "rate_limit_error")
    assert ask(asked)[0] == 200
