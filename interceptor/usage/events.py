"""The telemetry: events by session, kind or text, newest first, and what they add up to."""

import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from interceptor.index.files import LogPart, line_at
from interceptor.index.schema import RARE
from interceptor.index.sums import DAY
from interceptor.usage.sessions import event

MOST_EVENTS = 200
# A text is looked for in the lines themselves, for so long; the answer says how to go on.
SEARCH_SECONDS = 1.5
SEARCH_ROWS = 2000
Json = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which events: of one session, of one kind (a name, or one of KINDS), with a text in the line."""

    session: str | None = None
    kind: str | None = None
    text: str | None = None


def telemetry(
    connection: sqlite3.Connection, parts: Mapping[int, LogPart], wanted: Wanted, before: int | None = None, limit: int = 50
) -> Json:
    """Return events, the newest first, each with its whole line as `line` (None where the log has lost it).

    parts: the files of interceptor.log by inode. before: the `before` of the page ahead; None in the answer means that there are no more.
    """
    limit = max(1, min(limit, MOST_EVENTS))
    text = wanted.text.lower().encode() if wanted.text else None
    deadline = time.monotonic() + SEARCH_SECONDS
    found: list[Json] = []
    at: int | None = before
    while len(found) <= limit:
        rows = _rows(connection, wanted, at, SEARCH_ROWS if text else limit + 1)
        for row in rows:
            part = parts.get(row["inode"])
            line = line_at(part, row["offset"], row["length"]) if part else None
            if text is None or (line is not None and text in line.lower()):
                found.append({**event(row), "line": _parsed(line)})
                if len(found) > limit:
                    break
            at = row["id"]
            if text and time.monotonic() > deadline:
                return {"events": found[:limit], "before": at, "searched_all": False}
        if text is None or len(rows) < SEARCH_ROWS:
            break
    more = found[limit - 1]["id"] if len(found) > limit else None
    return {"events": found[:limit], "before": more, "searched_all": True}


def summary(connection: sqlite3.Connection, since: float | None = None) -> Json:
    """Return what the events add up to: by name, tools with their successes, client versions."""
    day = int((since or 0) // DAY) * DAY
    asked = (
        "SELECT kind, name, sum(count) AS count FROM tally WHERE kind IN ('event', 'client', 'tool_ok', 'tool_failed') AND day >= ? "
        "GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1000"
    )
    rows = connection.execute(asked, (day,)).fetchall()
    tools: dict[str, Json] = {}
    for row in rows:
        if row["kind"].startswith("tool_"):
            told = tools.setdefault(row["name"], {"tool": row["name"], "succeeded": 0, "failed": 0})
            told["succeeded" if row["kind"] == "tool_ok" else "failed"] += row["count"]
    return {
        "total": sum(row["count"] for row in rows if row["kind"] == "event"),
        "names": [{"name": row["name"], "count": row["count"]} for row in rows if row["kind"] == "event"][:100],
        "tools": sorted(tools.values(), key=lambda told: -told["succeeded"] - told["failed"])[:100],
        "clients": [{"version": row["name"], "events": row["count"]} for row in rows if row["kind"] == "client"][:50],
    }


def _rows(connection: sqlite3.Connection, wanted: Wanted, before: int | None, limit: int) -> list[sqlite3.Row]:
    asked: list[object] = [1 << 62 if before is None else before]
    where = ["id < ?"]
    if wanted.session:
        where.append("session = ?")
        asked.append(wanted.session)
    if wanted.kind in KINDS:
        where.append("kind = ?" if wanted.kind in COMMON else f"kind = ? AND {RARE}")
        asked.append(wanted.kind)
    elif wanted.kind:
        where.append("name = ?")
        asked.append(wanted.kind)
    return connection.execute(f"SELECT * FROM events WHERE {' AND '.join(where)} ORDER BY id DESC LIMIT ?", (*asked, limit)).fetchall()  # noqa: S608


COMMON = frozenset({"event", "log", "metric"})
KINDS = COMMON | {"span", "unknown", "refused", "gap"}


def _parsed(line: bytes | None) -> object:
    try:
        return orjson.loads(line) if line else None
    except orjson.JSONDecodeError:
        return None
