"""The lists of models, in both shapes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from interceptor.app import create_app
from tests.unit.interceptor.support import EDGE, config

LISTED = [f"claude-opus-{number}-5" for number in range(5)]
ABOUT = {"targets": {"*opus*": "openai/gpt-5.2", "o3*": "openai/o3*"}, "listed": LISTED, "limits": {"gpt-5.2": [128_000, 272_000]}}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A client of an app that was told of these models."""
    (tmp_path / "about.json").write_text(json.dumps(ABOUT))
    return create_app(replace(config(tmp_path), about_path=tmp_path / "about.json")).test_client()


@pytest.mark.parametrize(
    ("query", "ids", "more"),
    [
        ("", LISTED, False),
        ("?limit=1000", LISTED, False),
        ("?limit=2", LISTED[:2], True),
        (f"?limit=2&after_id={LISTED[1]}", LISTED[2:4], True),
        (f"?limit=2&after_id={LISTED[3]}", LISTED[4:], False),
        (f"?limit=2&before_id={LISTED[3]}", LISTED[1:3], True),
        (f"?limit=5&before_id={LISTED[3]}", LISTED[:3], False),
        (f"?after_id={LISTED[4]}", [], False),
    ],
)
def test_paging(client: FlaskClient, query: str, ids: list[str], more: bool) -> None:
    """limit, after_id and before_id are the Messages API's own."""
    answer = client.get(f"/models/anthropic{query}", headers=EDGE).json
    assert answer is not None
    assert [one["id"] for one in answer["data"]] == ids
    assert (answer["has_more"], answer["first_id"], answer["last_id"]) == (more, ids[0] if ids else None, ids[-1] if ids else None)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "limit=-1", "limit=", f"limit={'9' * 50}", "after_id=nobody", "before_id=x"]
)
def test_what_cannot_be_a_page(client: FlaskClient, query: str) -> None:
    """400 that names the parameter."""
    answer = client.get(f"/models/anthropic?{query}", headers=EDGE)
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]["type"] == "invalid_request_error"
    assert answer.json["error"]["message"].startswith(query.partition("=")[0])


def test_one_model(client: FlaskClient) -> None:
    """Any name that would be answered is there, listed or not, with the limits of what answers."""
    told = client.get("/models/anthropic/claude-opus-9-9", headers=EDGE).json
    assert told is not None
    assert (told["id"], told["max_tokens"], told["max_input_tokens"]) == ("claude-opus-9-9", 128_000, 272_000)
    one = client.get("/models/openai/o3-mini", headers=EDGE).json
    assert one is not None
    assert (one["object"], one["owned_by"]) == ("model", "openai")


def test_no_such_model(client: FlaskClient) -> None:
    """404 in the shape of either API, with the closest names."""
    anthropic = client.get("/models/anthropic/claude-opis", headers=EDGE)
    assert (anthropic.status_code, anthropic.json["error"]["type"]) == (404, "not_found_error")  # type: ignore[index]
    openai = client.get("/models/openai/openai/gpt-5", headers=EDGE)
    assert openai.status_code == 404
    assert openai.json is not None
    assert openai.json["error"]["code"] == "model_not_found"
    assert "o3*" in openai.json["error"]["message"]


def test_openai_list(client: FlaskClient) -> None:
    """All of them, as OpenAI lists models."""
    told = client.get("/models/openai", headers=EDGE).json
    assert told is not None
    assert told["object"] == "list"
    assert [one["id"] for one in told["data"]] == LISTED


def test_a_reload_is_seen(client: FlaskClient, tmp_path: Path) -> None:
    """What a reload writes anew is told at once; what cannot be read for a moment leaves what was known."""
    assert len(client.get("/models/openai", headers=EDGE).json["data"]) == 5  # type: ignore[index]
    (tmp_path / "about.json").write_text("{")
    assert len(client.get("/models/openai", headers=EDGE).json["data"]) == 5  # type: ignore[index]
    (tmp_path / "about.json").write_text(json.dumps({**ABOUT, "listed": LISTED[:1]}))
    assert len(client.get("/models/openai", headers=EDGE).json["data"]) == 1  # type: ignore[index]
