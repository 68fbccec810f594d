"""The routes below /api/event_logging/."""

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from interceptor.app import create_app
from tests.unit.interceptor.support import BATCH, EDGE, config, event, read_lines
from tests.unit.interceptor.test_otlp import RECORDS, protobuf, request

PROTOBUF = {"content-type": "application/x-protobuf"}
JSON = {"content-type": "application/json; charset=utf-8"}
GZIP = {"content-encoding": "gzip"}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A client of an app whose log is in tmp_path."""
    return create_app(config(tmp_path)).test_client()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The log's path."""
    return tmp_path / "interceptor.log"


@pytest.mark.parametrize("path", ["batch", "v2/batch", "v3/batch"])
@pytest.mark.parametrize("packed", [False, True])
def test_events_are_accepted(client: FlaskClient, log: Path, path: str, packed: bool) -> None:
    """200 with the count, one line for each, plain or gzip."""
    body = json.dumps({"events": [event("a"), event("b")]}).encode()
    answer = client.post(
        f"/api/event_logging/{path}", data=gzip.compress(body) if packed else body, headers=EDGE | (GZIP if packed else {})
    )
    assert (answer.status_code, answer.json) == (200, {"accepted": 2})
    lines = read_lines(log)
    assert [line["name"] for line in lines] == ["a", "b"]
    assert list(lines[0]) == ["time", "source", "kind", "session", "name", "event"]


@pytest.mark.parametrize("path", RECORDS)
@pytest.mark.parametrize("packed", [False, True])
def test_opentelemetry_is_accepted(client: FlaskClient, log: Path, path: str, packed: bool) -> None:
    """Both encodings, plain or gzip, each answered in its own, as OTLP/HTTP wants it; the two lines are the same."""
    record, name = RECORDS[path]
    sent = request(path, record)
    headers = EDGE | (GZIP if packed else {})
    bodies = [json.dumps(sent).encode(), protobuf(path, sent)]
    if packed:
        bodies = [gzip.compress(body) for body in bodies]
    as_json = client.post(f"/api/event_logging/{path}", data=bodies[0], headers=headers | JSON)
    assert (as_json.status_code, as_json.json, as_json.mimetype) == (200, {"partialSuccess": {}}, "application/json")
    as_protobuf = client.post(f"/api/event_logging/{path}", data=bodies[1], headers=headers | PROTOBUF)
    assert (as_protobuf.status_code, as_protobuf.data, as_protobuf.headers["content-type"]) == (200, b"", "application/x-protobuf")
    first, second = ({key: value for key, value in line.items() if key != "time"} for line in read_lines(log))
    assert first == second
    assert (first["source"], first["session"], first["name"]) == ("otlp", "session-1", name)


def test_credentials_are_not_written(client: FlaskClient, log: Path) -> None:
    """Not from the body, in whatever form, nor from any header."""
    headers = {"x-api-key": "header-secret-1", "authorization": "Bearer header-secret-2", "cookie": "header-secret-3"}
    data: dict[str, Any] = {"x-api-key": "body-secret-1", "additional_metadata": json.dumps({"password": "body-secret-2"})}
    client.post(BATCH, json={"events": [event(**data)]}, headers=EDGE | headers)
    attribute = {"key": "Authorization", "value": {"stringValue": "body-secret-3"}}
    sent = request("v1/logs", {"attributes": [attribute]}, resource={"attributes": [attribute]})
    client.post("/api/event_logging/v1/logs", json=sent, headers=EDGE | headers)
    client.post("/api/event_logging/v1/logs", data=protobuf("v1/logs", sent), headers=EDGE | headers | PROTOBUF)
    client.post("/api/event_logging/v1/logs", data=protobuf("v1/logs", sent)[:-1], headers=EDGE | headers | PROTOBUF)
    client.post(BATCH, data='{"events":[{"x-api-key":"body-secret-4"', headers=EDGE | headers)
    assert len(read_lines(log)) == 5
    assert "secret" not in log.read_text()


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("batch", b"", {}, 400),
        ("batch", b"not json", {}, 400),
        ("batch", b'{"events":5}', {}, 400),
        ("batch", b'{"events":[' + b'{"a":' * 400 + b"1" + b"}" * 400 + b"]}", {}, 400),
        ("batch", b"not gzip", GZIP, 400),
        ("batch", b"x" * 1_100_000, {}, 413),
        ("batch", gzip.compress(b" " * 100_000_000), GZIP, 413),
        ("batch", b"{}", {"content-encoding": "br"}, 415),
        ("unknown/path", b"[]", {}, 400),
        ("v1/logs", b'{"a":1}', JSON, 400),
        ("v1/logs", b"\xff\xff", PROTOBUF, 400),
        ("v1/logs", b"x" * 600_000, PROTOBUF, 413),
        ("v1/logs", b"text", {"content-type": "text/plain"}, 415),
    ],
)
def test_refusals(client: FlaskClient, log: Path, path: str, body: bytes, headers: dict[str, str], status: int) -> None:
    """An error that the client understands, one bounded line that says what was refused, and it is quick about it."""
    begun = time.thread_time()
    answer = client.post(f"/api/event_logging/{path}", data=body, headers=EDGE | headers)
    assert time.thread_time() - begun < 1
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["type"] == "error"
    assert answer.json["error"]["type"] == ("request_too_large" if status == 413 else "invalid_request_error")
    assert answer.json["request_id"] == answer.headers["request-id"]
    (line,) = read_lines(log)
    assert (line["source"], line["kind"], line["name"]) == ("refused", "refused", f"/api/event_logging/{path}")
    assert line["event"]["reason"] == answer.json["error"]["message"]
    assert len(line["event"]["sample"]) <= 200
    assert log.stat().st_size < 2_000


def test_empty_protobuf_is_a_valid_export(client: FlaskClient) -> None:
    """An export of nothing has no bytes at all in protobuf."""
    assert client.post("/api/event_logging/v1/logs", data=b"", headers=EDGE | PROTOBUF).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_other_methods(client: FlaskClient, method: str) -> None:
    """405 with Allow, in JSON."""
    answer = client.open(BATCH, method=method, headers=EDGE)
    assert (answer.status_code, answer.headers["allow"], answer.mimetype) == (405, "POST", "application/json")
