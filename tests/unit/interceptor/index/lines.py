"""Lines of the two logs, as the gateway writes them."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from interceptor.index.schema import create
from interceptor.index.writer import EVENTS, REQUESTS, Writer

NOON = 1_795_176_000.0


def iso(seconds: float) -> str:
    """Return a time as it stands in a line."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def record(number: int = 0, at: float | None = None, **fields: object) -> bytes:
    """Return a line of requests.log; it is number seconds younger than NOON."""
    told: dict[str, Any] = {
        **{"time": iso(NOON + number if at is None else at), "request_id": f"req_{number}", "session": "session-1"},
        **{"model": "claude-opus-4-5-20251101", "target": "gpt-5.2", "status": 200, "input_tokens": 10, "cached_tokens": 30},
        **{"output_tokens": 5, "total_ms": 1500.0, "first_token_ms": 300.0, "cost_usd": 0.01, "claude_cost_usd": 0.02, **fields},
    }
    return json.dumps(told).encode() + b"\n"


def telemetry(number: int = 0, at: float | None = None, name: str = "claude_code.tool_result", **attributes: object) -> bytes:
    """Return a line of interceptor.log: a log record of OpenTelemetry."""
    pairs = [{"key": key, "value": {"stringValue": str(value)}} for key, value in attributes.items()]
    event = {"resource": {"service.version": "2.1.328"}, "scope": "s", "record": {"attributes": pairs}}
    told = {"time": iso(NOON + number if at is None else at), "source": "otlp", "kind": "log", "session": "session-1", "name": name}
    return json.dumps({**told, "event": event}).encode() + b"\n"


def append(path: Path, *lines: bytes) -> None:
    """Write lines at the end of a log."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as log:
        log.writelines(lines)


def writer(folder: Path, keep: int = 3) -> tuple[sqlite3.Connection, Writer]:
    """Return the index of a folder and its writer."""
    connection = create(folder / "index.sqlite")
    return connection, Writer(connection, {REQUESTS: folder / "requests.log", EVENTS: folder / "interceptor.log"}, keep)


def indexed(folder: Path) -> None:
    """Take in all that the logs of a folder hold."""
    connection, taking = writer(folder)
    taking.take(lambda: True)
    connection.close()
