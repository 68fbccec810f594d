"""What whole gateways tell of their use: over HTTP, at the command line, to Prometheus and to a collector."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from tests.gateway import KEY, PROJECT, Gateway, command_line, eventually, message, running
from tests.stack.translating import scenario

OWN = "key-of-their-own"
SESSION = "5f0c2d3e-usage"


def asked(gateway: Gateway, path: str = "", **headers: str) -> httpx.Response:
    """Return what the gateway answers below /api/usage."""
    return httpx.get(f"{gateway.url}/api/usage{path}", headers=headers, timeout=30)


def talk(gateway: Gateway, text: str, **headers: str) -> httpx.Response:
    """Send a message of this file's session."""
    sent = {"x-api-key": gateway.key, "anthropic-version": "2023-06-01", "x-claude-code-session-id": SESSION, **headers}
    return httpx.post(f"{gateway.url}/v1/messages", json=message(text), headers=sent, timeout=60)


def test_answers_are_those_of_the_records(gateway: Gateway) -> None:
    """A session's numbers over HTTP, at the command line and for Prometheus are those of requests.log, moments after its requests."""
    sent = [
        talk(gateway, "hello"),
        talk(gateway, "again", **{"x-claude-code-agent-id": "agent-1"}),
        talk(gateway, scenario("error", status=400)),
    ]
    event = {"event_data": {"event_name": "tengu_tool", "session_id": SESSION, "tool_name": "Read", "success": True}}
    assert httpx.post(f"{gateway.url}/api/event_logging/batch", json={"events": [event]}, timeout=30).status_code == 200
    told: dict[str, Any] = eventually(lambda: _complete(gateway, len(sent) + 1))
    session = told["session"]
    records = [record for record in gateway.records() if record.get("session") == SESSION]
    assert session["requests"] == len(records) == len(sent)
    assert session["output"] == sum(record.get("output_tokens", 0) for record in records)
    assert session["subagents"] == 1
    assert session["errors"] == len([answer for answer in sent if answer.status_code >= 400])
    ids = {item["request_id"] for item in told["timeline"] if item["what"] == "request"}
    assert ids == {answer.headers["request-id"] for answer in sent}
    rows = json.loads(gateway.run("usage", "--by", "session", "--json").stdout)["rows"]
    assert [row["requests"] for row in rows if row["session"] == SESSION] == [len(sent)]
    metrics = httpx.get(f"{gateway.url}/metrics", timeout=30).text
    assert 'openai_code_service_up{service="translator"} 1.0' in metrics
    assert "openai_code_requests_total{" in metrics
    eventually(lambda: asked(gateway, "/now").json()["in_flight"] == [])
    shown = gateway.run("logs", "requests", "--session", SESSION).stdout.splitlines()
    assert {json.loads(line)["request_id"] for line in shown} == ids


def _complete(gateway: Gateway, items: int) -> dict[str, Any] | None:
    answer = asked(gateway, f"/sessions/{SESSION}")
    told: dict[str, Any] = answer.json()
    return told if answer.status_code == 200 and len(told["timeline"]) == items else None


def test_live(gateway: Gateway) -> None:
    """A stream through the edge tells of a request as soon as it has ended."""
    with httpx.stream("GET", f"{gateway.url}/api/usage/stream", timeout=60) as stream:
        lines = stream.iter_lines()
        assert "event: hello" in [next(lines) for _ in range(2)]
        answer = talk(gateway, "live")
        assert any(answer.headers["request-id"] in line for line in lines if line.startswith("data: ["))


@pytest.mark.parametrize("path", ["/api/usage", "/api/usage/sessions", "/api/usage/stream", "/metrics"])
def test_who_may_look(gateway: Gateway, path: str) -> None:
    """With the default key only a loopback name, or one in PUBLIC_HOST, opens it; nothing but reading is taken."""
    assert httpx.get(f"{gateway.url}{path}", headers={"Host": "rebound.example.org"}, timeout=30).status_code == 403
    assert httpx.post(f"{gateway.url}{path}", headers=KEY, timeout=30).status_code == 405
    assert httpx.get(f"{gateway.url}/api/usagex", timeout=30).status_code == 404


@pytest.fixture(scope="module")
def collected() -> Iterator[tuple[str, list[tuple[str, str | None, bytes]]]]:
    """A collector's address, and what it has got: path, x-tenant, body."""
    got: list[tuple[str, str | None, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.headers["x-tenant"], self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    server.server_close()


def test_with_a_key_of_their_own_privacy_and_a_collector(
    tmp_path: Path, collected: tuple[str, list[tuple[str, str | None, bytes]]]
) -> None:
    """With an own key only who shows it looks on; telemetry is kept by its settings, and goes on as it came; no secret shows anywhere."""
    url, got = collected
    settings = {"TELEMETRY": "metadata", "TELEMETRY_HASH_IDS": "1", "RETENTION_DAYS": "30", "LITELLM": "off", "PROXY_API_KEY": OWN}
    with running(tmp_path, "--offline", FORWARD_OTLP_ENDPOINT=url, FORWARD_OTLP_HEADERS="x-tenant=marker-secret", **settings) as gateway:
        assert asked(gateway).status_code == 401
        assert httpx.get(f"{gateway.url}/metrics", timeout=30).status_code == 401
        assert eventually(lambda: asked(gateway, **{"x-api-key": OWN}).status_code == 200)
        pairs = {"event.name": "user_prompt", "prompt": "marker-words", "user.email": "ann@example.org", "session.id": "s-1"}
        attributes = [{"key": key, "value": {"stringValue": value}} for key, value in pairs.items()]
        body = json.dumps({"resourceLogs": [{"scopeLogs": [{"logRecords": [{"attributes": attributes}]}]}]}).encode()
        sent = {"x-api-key": OWN, "content-type": "application/json"}
        assert httpx.post(f"{gateway.url}/api/event_logging/v1/logs", content=body, headers=sent, timeout=30).status_code == 200
        eventually(lambda: got)
        assert got[0] == ("/v1/logs", "marker-secret", body)
        kept = (gateway.data / "interceptor.log").read_text()
        assert "user_prompt" in kept
        assert "marker-words" not in kept
        assert "ann@" not in kept
        assert "hash:" in kept
        (event,) = eventually(lambda: asked(gateway, "/telemetry", **{"x-api-key": OWN}).json()["events"])
        assert (event["name"], event["session"]) == ("user_prompt", "s-1")
        documented = (PROJECT / "docs" / "privacy.md").read_text()
        assert all(f"`{path.name}`" in documented for path in gateway.data.iterdir() if not path.name.endswith(("-wal", "-shm")))
        assert not [path for path in gateway.data.iterdir() if path.stat().st_mode & 0o007]
        assert "marker-secret" not in gateway.process_log()
        for process in gateway.launch().children(recursive=True):
            assert "marker-secret" not in command_line(process)
