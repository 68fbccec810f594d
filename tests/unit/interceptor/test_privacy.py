"""What is kept of telemetry, by TELEMETRY and TELEMETRY_HASH_IDS."""

import json
from pathlib import Path

import pytest

from gateway.setting_types import Telemetry
from interceptor import batch, otlp
from interceptor.app import create_app
from interceptor.config import Config
from interceptor.hash_key import hash_key
from interceptor.index.rows import event as row_of
from interceptor.lines import Entry, render
from interceptor.privacy import Privacy
from tests.unit.interceptor.support import EDGE, SECRET, read_lines

SECRETS = (
    "write me a poem",
    "/home/ann/secret-project",
    "ann@example.org",
    "device-77",
    "org-55",
    "ls -la",
    "the disk of Ann",
    "ann-account",
)
LOGS = {
    "resourceLogs": [
        {
            "resource": {
                "attributes": [
                    {"key": "host.name", "value": {"stringValue": "the disk of Ann"}},
                    {"key": "service.version", "value": {"stringValue": "2.1.328"}},
                ]
            },
            "scopeLogs": [
                {
                    "scope": {"name": "com.anthropic.claude_code.events"},
                    "logRecords": [
                        {
                            "timeUnixNano": "1795176000000000000",
                            "body": {"stringValue": "claude_code.tool_result"},
                            "attributes": [
                                {"key": "event.name", "value": {"stringValue": "tool_result"}},
                                {"key": "session.id", "value": {"stringValue": "s-1"}},
                                {"key": "user.email", "value": {"stringValue": "ann@example.org"}},
                                {"key": "user.account_uuid", "value": {"stringValue": "ann-account"}},
                                {"key": "organization.id", "value": {"stringValue": "org-55"}},
                                {"key": "prompt", "value": {"stringValue": "write me a poem"}},
                                {"key": "tool_name", "value": {"stringValue": "Bash"}},
                                {"key": "success", "value": {"stringValue": "true"}},
                                {"key": "duration_ms", "value": {"stringValue": "12"}},
                                {"key": "cost_usd", "value": {"doubleValue": 0.25}},
                                {
                                    "key": "tool_parameters",
                                    "value": {"kvlistValue": {"values": [{"key": "command", "value": {"stringValue": "ls -la"}}]}},
                                },
                                {
                                    "key": "paths",
                                    "value": {"arrayValue": {"values": [{"stringValue": "/home/ann/secret-project"}, {"intValue": "3"}]}},
                                },
                            ],
                        }
                    ],
                }
            ],
        }
    ]
}
BATCH = {
    "events": [
        {
            "event_type": "ClaudeCodeInternalEvent",
            "event_data": {
                **{
                    "event_name": "tengu_x",
                    "session_id": "s-1",
                    "device_id": "device-77",
                    "email": "ann@example.org",
                    "cwd": "/home/ann/secret-project",
                },
                **{
                    "auth": {"organization_uuid": "org-55", "account_uuid": "ann-account"},
                    "env": {"platform": "linux", "version": "2.1.20"},
                },
                "additional_metadata": json.dumps({"toolName": "Bash", "durationMs": 5, "text": "write me a poem", "write me a poem": 1}),
            },
        }
    ]
}


def entries() -> list[Entry]:
    """Return a log record and an event of a batch."""
    return [
        *otlp.entries(otlp.SIGNALS["v1/logs"], json.dumps(LOGS).encode(), protobuf=False),
        *batch.entries("batch", json.dumps(BATCH).encode()),
    ]


def written(privacy: Privacy) -> bytes:
    """Return the lines that would be written."""
    return b"".join(render(privacy.apply(entries()), "2026-11-20T12:00:00.000Z"))


def test_full_keeps_everything() -> None:
    """full without hashes changes nothing."""
    assert Privacy("full").apply(entries()) == entries()


def test_off_keeps_nothing() -> None:
    """off leaves no line."""
    assert written(Privacy("off")) == b""


@pytest.mark.parametrize("key", [None, b"k" * 32])
def test_metadata_keeps_no_free_text(key: bytes | None) -> None:
    """metadata leaves no text of the user's, nor a name of person or device; what the index tells stays the same."""
    lines = written(Privacy("metadata", key))
    assert not [secret for secret in SECRETS if secret.encode() in lines]
    rows = [row_of(line) for line in lines.splitlines()]
    full = [row_of(line) for line in written(Privacy("full")).splitlines()]
    assert rows == full
    assert rows[0] is not None
    assert (rows[0].name, rows[0].session, rows[0].tool, rows[0].success, rows[0].duration_ms) == ("tool_result", "s-1", "Bash", True, 12)
    assert b"0.25" in lines


def test_hashes_join() -> None:
    """The same name has the same hash wherever it stands, another key gives another; nothing else changes."""
    lines = written(Privacy("full", b"k" * 32))
    assert not [
        secret for secret in ("ann@example.org", "device-77", "org-55", "the disk of Ann", "ann-account") if secret.encode() in lines
    ]
    assert b"write me a poem" in lines
    record, sent = (json.loads(line)["event"] for line in lines.splitlines())
    attributes = {pair["key"]: pair["value"] for pair in record["record"]["attributes"]}
    assert attributes["user.email"] == {"stringValue": sent["event_data"]["email"]}
    assert attributes["organization.id"]["stringValue"] == sent["event_data"]["auth"]["organization_uuid"]
    assert attributes["organization.id"]["stringValue"].startswith("hash:")
    assert attributes["organization.id"]["stringValue"].encode() not in written(Privacy("full", b"l" * 32))


def test_the_key_is_kept(tmp_path: Path) -> None:
    """The key is made once, for its owner alone; where it cannot be kept there is one all the same."""
    first = hash_key(tmp_path / "data")
    assert hash_key(tmp_path / "data") == first
    assert (tmp_path / "data" / "telemetry.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["telemetry.key"]
    (tmp_path / "file").write_text("in the way")
    assert len(hash_key(tmp_path / "file")) == 32


@pytest.mark.parametrize(("level", "kept"), [("off", 0), ("metadata", 2), ("full", 2)])
def test_the_route_applies_it(tmp_path: Path, level: Telemetry, kept: int) -> None:
    """Every level answers 200 with what it took; refused bodies leave a sample at full alone, and nothing at off."""
    app = create_app(Config(data_dir=tmp_path, edge_secret=SECRET, telemetry=level))
    app.extensions["telemetry_log"].start()
    client = app.test_client()
    answer = client.post("/api/event_logging/batch", json=BATCH, headers=EDGE)
    assert (answer.status_code, answer.json) == (200, {"accepted": 1})
    assert client.post("/api/event_logging/batch", data=b"write me a poem", headers=EDGE).status_code == 400
    lines = read_lines(tmp_path / "interceptor.log")
    assert len(lines) == kept
    assert ("write me a poem" in json.dumps(lines)) == (level == "full")
