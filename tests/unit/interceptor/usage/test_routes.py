"""GET /api/usage…"""

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from interceptor.app import create_app
from tests.unit.interceptor.index.lines import append, indexed, record, telemetry
from tests.unit.interceptor.support import EDGE, config

DOCS = Path(__file__).parents[4] / "docs" / "usage-api.md"
PATHS = {
    "/api/usage?by=model": {"since", "until", "totals", "rows"},
    "/api/usage/sessions": {"sessions", "before"},
    "/api/usage/sessions/session-1": {"session", "timeline", "after"},
    "/api/usage/cache": {"since", "totals", "targets", "parts", "breaks"},
    "/api/usage/losses": {"since", "losses", "errors"},
    "/api/usage/telemetry": {"events", "before", "searched_all", "summary"},
    "/api/usage/now": {"time", "services", "status", "in_flight", "forward", "minutes", "per_minute", "newest"},
}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """The app, with a folder that holds one record and one event."""
    append(tmp_path / "requests.log", record(1))
    append(tmp_path / "interceptor.log", telemetry(1))
    indexed(tmp_path)
    return create_app(config(tmp_path)).test_client()


@pytest.mark.parametrize("path", PATHS)
def test_each_answers_what_its_document_says(client: FlaskClient, path: str) -> None:
    """Every answer has the keys that docs/usage-api.md names, and the index's state; it is not to be kept."""
    answer = client.get(path, headers=EDGE)
    assert answer.status_code == 200
    assert set(answer.json or {}) == {"index", *PATHS[path]}
    assert (answer.json or {})["index"]["state"] == "current"
    assert answer.headers["Cache-Control"] == "no-store"
    told = next(line for line in DOCS.read_text().splitlines() if line.startswith(f"| `{_documented(path)}`"))
    assert all(f'"{key}"' in told or key == "row" for key in PATHS[path])


def _documented(path: str) -> str:
    return re.sub(r"/sessions/.*", "/sessions/ID", path.partition("?")[0])


def test_documented_fields(client: FlaskClient) -> None:
    """Requests and events have exactly the fields that the document lists."""
    documented = DOCS.read_text()
    told: list[dict[str, Any]] = client.get("/api/usage/sessions/session-1", headers=EDGE).json["timeline"]  # type: ignore[index]
    for item in told:
        about = documented[documented.index(f"**{item['what']}**") :].split("\n\n")[0]
        assert set(re.findall(r'"([a-z_]+)"(?=[:,} \n])', about)) - {"line", "kind", "Read"} == set(item) - {"what", "kind"} | {
            "what",
            item["what"],
        }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?by=hour", "by: "),
        ("?since=soon", "since: "),
        ("/sessions?before=x", "before: "),
        ("/sessions?limit=-1", "limit: "),
        ("/telemetry?before=x", "before: "),
    ],
)
def test_wrong_parameters(client: FlaskClient, query: str, names: str) -> None:
    """A wrong parameter is 400, and the message begins with its name."""
    answer = client.get(f"/api/usage{query}", headers=EDGE)
    assert answer.status_code == 400
    assert (answer.json or {})["error"]["message"].startswith(names)


def test_unknown_session(client: FlaskClient) -> None:
    """A session that nobody knows is 404."""
    assert client.get("/api/usage/sessions/nobody", headers=EDGE).status_code == 404


def test_without_an_index(tmp_path: Path) -> None:
    """Without an index it is 503, in a plain sentence, with when to ask again."""
    answer = create_app(config(tmp_path)).test_client().get("/api/usage", headers=EDGE)
    assert answer.status_code == 503
    assert "There is no index yet" in (answer.json or {})["error"]["message"]
    assert answer.headers["retry-after"] == "5"
