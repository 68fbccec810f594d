"""The views by themselves: on empty logs, on hostile ones, and without an index."""

import time
from pathlib import Path

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from interceptor.app import create_app
from interceptor.index import schema
from interceptor.index.writer import EVENTS, REQUESTS, Writer
from interceptor.page.headers import HEADERS
from tests.unit.interceptor.support import EDGE, config

VIEWS = ("/", "/sessions", "/cache", "/losses", "/telemetry", "/connect")
HTML = EDGE | {"accept": "text/html"}
EVIL = "\"><script>alert(1)</script>'&{{7*7}}"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An app."""
    return create_app(config(tmp_path))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Its client."""
    return app.test_client()


@pytest.mark.parametrize("path", VIEWS)
def test_without_an_index(client: FlaskClient, path: str) -> None:
    """Each view is shown, and says why it is empty; all of the headers are there."""
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    assert "There is no index yet" in answer.text or path == "/connect"
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_session_that_nobody_knows(tmp_path: Path, client: FlaskClient) -> None:
    """404 as a page."""
    fill(tmp_path)
    answer = client.get("/sessions/no-such", headers=HTML)
    assert answer.status_code == 404
    assert "Nobody knows a session no-such" in answer.text


@pytest.mark.parametrize("query", ["before=x", "before=1~", "before=~~", "before=nan~x"])
def test_a_page_that_nobody_gave(tmp_path: Path, client: FlaskClient, query: str) -> None:
    """A made-up place in the list is an empty page or 404, never a failure."""
    fill(tmp_path)
    assert client.get(f"/sessions?{query}", headers=HTML).status_code in (200, 404)


@pytest.mark.parametrize(
    "path", ["/telemetry?before=x&kind=%00&since=never", "/cache?since=' OR 1", "/sessions/a?after=x", "/losses?since=%ff"]
)
def test_odd_parameters(tmp_path: Path, client: FlaskClient, path: str) -> None:
    """What a parameter cannot be is taken for none."""
    fill(tmp_path, session="a")
    assert client.get(path, headers=HTML).status_code == 200


def test_what_clients_send_stays_text(tmp_path: Path, client: FlaskClient) -> None:
    """Names, tools, notes and events of a hostile client are words on the page, never markup."""
    fill(
        tmp_path,
        session=EVIL,
        agent=EVIL,
        client=EVIL,
        model=EVIL,
        target=EVIL,
        error=EVIL,
        status=400,
        tools=[EVIL],
        notes={EVIL: 1},
        cache={"broke": EVIL},
    )
    paths = [
        *VIEWS,
        "/sessions/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E'%26%7B%7B7*7%7D%7D",
        f"/telemetry?text={EVIL}&kind={EVIL}&session={EVIL}",
    ]
    for path in paths:
        answer = client.get(path, headers=HTML)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text, path
    assert "&lt;script&gt;alert(1)" in client.get("/sessions", headers=HTML).text
    assert "alert(1)" in client.get("/telemetry", headers=HTML).text


def test_a_long_session_is_paged(tmp_path: Path, client: FlaskClient) -> None:
    """A view stays small, however long a session is, and leads on to the rest."""
    fill(tmp_path, session="long", number=1000)
    seen = 0
    path: str | None = "/sessions/long"
    while path:
        answer = client.get(path, headers=HTML)
        assert len(answer.data) < 100_000
        seen += answer.text.count('<li class="request')
        after = answer.text.partition('<a href="?after=')[2].partition('"')[0]
        path = f"/sessions/long?after={after}" if after else None
    assert seen == 1000


def fill(folder: Path, number: int = 1, **record: object) -> None:
    """Write records and an event into the logs of a folder, and index them."""
    began = time.time() - number
    lines = [
        {"time": iso(began + at), "request_id": f"req_{at}", "status": 200, "input_tokens": 9, "total_ms": 5.0, **record}
        for at in range(number)
    ]
    (folder / "requests.log").write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    about = {"event_data": {"tool_name": record.get("model"), "note": EVIL}}
    event = {"time": iso(began), "kind": "event", "name": record.get("model"), "session": record.get("session"), "event": about}
    (folder / "interceptor.log").write_bytes(orjson.dumps(event) + b"\n")
    connection = schema.create(folder / "index.sqlite")
    Writer(connection, {REQUESTS: folder / "requests.log", EVENTS: folder / "interceptor.log"}, 5).take(lambda: True)
    connection.close()


def iso(seconds: float) -> str:
    """Return a time as the logs have it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1000):03}+00:00"
