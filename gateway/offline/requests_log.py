"""The last requests that arrived, kept in memory so that tests can read back what reached the upstream."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from dataclasses import dataclass

import orjson

_KEPT = 200
# A body can be tens of megabytes: beyond this many bytes in all, the oldest records lose theirs.
_BODY_BYTES = 64 * 1024 * 1024
_SECRET_HEADERS = ("authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie")


@dataclass(slots=True)
class Record:
    """One request: `time` in Unix seconds, `outcome` "streaming" until the answer has gone out or the client has left."""

    id: str
    time: float
    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    scenario: str | None = None
    status: int = 0
    outcome: str = "streaming"


class RequestsLog:
    """The last 200 records, oldest first."""

    def __init__(self) -> None:
        self._records: deque[Record] = deque(maxlen=_KEPT)

    def add(self, request_id: str, method: str, path: str, headers: list[tuple[str, str]], body: bytes) -> Record:
        """Keep a request, without its credentials."""
        shown = {name: hashed(value) if name in _SECRET_HEADERS else value for name, value in headers}
        record = Record(request_id, time.time(), method, path, shown, body)
        self._records.append(record)
        self._bound()
        return record

    def clear(self) -> None:
        """Forget all of them."""
        self._records.clear()

    def dump(self) -> bytes:
        """A JSON list, newest last; a body that is no JSON is given as text, one that was dropped for its size as null."""
        return orjson.dumps([_row(record) for record in self._records])

    def _bound(self) -> None:
        room = _BODY_BYTES
        for record in reversed(self._records):
            room -= len(record.body or b"")
            if room < 0:
                record.body = None


def hashed(credential: str) -> str:
    """A credential header as it may be shown: "sha256:" and 16 hex digits of the hash of the key after its scheme."""
    scheme, _, rest = credential.partition(" ")
    key = rest.strip() if rest.strip() and scheme.lower() in ("bearer", "basic") else credential
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()[:16]


def _row(record: Record) -> dict[str, object]:
    body: object = None
    if record.body:
        try:
            body = orjson.loads(record.body)
        except orjson.JSONDecodeError:
            body = record.body.decode("utf-8", "replace")
    return {
        "id": record.id,
        "time": record.time,
        "method": record.method,
        "path": record.path,
        "headers": record.headers,
        "body": body,
        "scenario": record.scenario,
        "status": record.status,
        "outcome": record.outcome,
    }
