"""The client's telemetry, from the client to interceptor.log."""

from pathlib import Path

import pytest

from interceptor.attributes import flatten
from tests.client import claude, telemetry
from tests.client.recorder import Recorder
from tests.gateway import UPSTREAM_KEY, Gateway, eventually

TASK = "Write hello.txt saying hi, then read it"
SECRET = "sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789"


def test_batches(gateway: Gateway, tmp_path: Path) -> None:
    """2.1.20 sends its event batches to the base URL: each event is one line with the run's session, and no key in it."""
    ended = claude.run(claude.WITH_BATCHES, gateway.url, TASK, tmp_path, claude.TOOLS, quiet=False)
    assert ended.code == 0, ended
    found = telemetry.complete(gateway, ended.session, "tengu_init", "tengu_api_success", "tengu_tool_use_success")
    assert {(line["source"], line["kind"]) for line in found} == {("batch", "event")}
    assert all(name.startswith("tengu_") for name in telemetry.names(found))
    data = [line["event"]["event_data"] for line in found]
    assert {event["session_id"] for event in data} == {ended.session}
    assert any(isinstance(event.get("additional_metadata"), dict) for event in data)
    assert not telemetry.CREDENTIAL.search(telemetry.log_text(gateway))


@pytest.mark.parametrize(
    ("protocol", "content_type"), [("http/json", "application/json"), ("http/protobuf", "application/x-protobuf")], ids=["json", "protobuf"]
)
def test_opentelemetry(gateway: Gateway, recorder: Recorder, tmp_path: Path, protocol: str, content_type: str) -> None:
    """Today's client sends OpenTelemetry to the gateway in both encodings: logs and metrics that join with the requests by their id."""
    ended = claude.run(claude.CURRENT, recorder.url, TASK, tmp_path, claude.TOOLS, telemetry.settings(recorder.url, protocol))
    assert ended.code == 0, ended
    sent = [request for request in recorder.seen if request.target.startswith("/api/event_logging/")]
    assert {request.line for request in sent} == {"POST /api/event_logging/v1/logs", "POST /api/event_logging/v1/metrics"}
    assert {(request.headers["content-type"], request.status) for request in sent} == {(content_type, 200)}
    names = ("user_prompt", "tool_result", *["api_request"] * 3, "claude_code.token.usage", "claude_code.session.count")
    found = telemetry.complete(gateway, ended.session, *names)
    assert {(line["source"], line["kind"]) for line in found} == {("otlp", "log"), ("otlp", "metric")}
    requests = [flatten(line["event"]["record"]["attributes"]) for line in found if line["name"] == "api_request"]
    assert len(requests) == 3
    assert all(request["model"] == "claude-opus-5-5" and request["input_tokens"] > 0 for request in requests)
    ids = [request["request_id"] for request in requests]
    assert ids == [request.request_id for request in recorder.messages]
    eventually(lambda: len(_answered(gateway, ids)) == 3)
    records = {record["request_id"]: record for record in gateway.records()}
    for request in requests:
        record = records[request["request_id"]]
        assert (record["session"], record["model"]) == (ended.session, request["model"])
        counts = ("input_tokens", "output_tokens", "cached_tokens")
        assert [record[name] for name in counts] == [request[name] for name in ("input_tokens", "output_tokens", "cache_read_tokens")]
    assert not telemetry.CREDENTIAL.search(telemetry.log_text(gateway))


def test_no_credentials(gateway: Gateway, tmp_path: Path) -> None:
    """A key that the user pastes into a prompt is in no line, also where the user has told the client to send prompts and tool input."""
    told = {"OTEL_LOG_USER_PROMPTS": "1", "OTEL_LOG_TOOL_DETAILS": "1"}
    prompt = f"Write key.txt saying '{SECRET}', then run 'echo {SECRET}'"
    ended = claude.run(claude.CURRENT, gateway.url, prompt, tmp_path, claude.TOOLS, {**told, **telemetry.settings(gateway.url)})
    assert ended.files == {"key.txt": f"{SECRET}\n"}, ended
    found = telemetry.complete(gateway, ended.session, "user_prompt")
    prompts = [flatten(line["event"]["record"]["attributes"]) for line in found if line["name"] == "user_prompt"]
    assert "Write key.txt saying '[redacted]'" in prompts[0]["prompt"]
    text = telemetry.log_text(gateway)
    assert SECRET not in text
    assert UPSTREAM_KEY not in text
    assert not telemetry.CREDENTIAL.search(text)


def _answered(gateway: Gateway, ids: list[str]) -> list[str]:
    """Return the process log's lines about these requests that say 200."""
    lines = [line for line in gateway.process_log().splitlines() if line.startswith(("nginx", "requests")) and " 200 " in line]
    return [line for line in lines if line.split()[-1] in ids]
