"""Claude Code's sessions: the list, and one's time line."""

import sqlite3
from typing import Any

import orjson

from interceptor.usage.amounts import amounts

MOST_SESSIONS, MOST_ITEMS = 200, 500
Json = dict[str, Any]


def sessions(connection: sqlite3.Connection, before: str | None = None, limit: int = 50) -> Json:
    """Return sessions, the last active first; before: the `before` of the page ahead. Raises ValueError where that is none."""
    limit = max(1, min(limit, MOST_SESSIONS))
    last, session = _cursor(before)
    asked = "SELECT * FROM sessions WHERE (last, session) < (?, ?) ORDER BY last DESC, session DESC LIMIT ?"
    rows = connection.execute(asked, (last, session, limit + 1)).fetchall()
    found = [_session(connection, row) for row in rows[:limit]]
    more = f"{found[-1]['last']!r}~{found[-1]['session']}" if len(rows) > limit else None
    return {"sessions": found, "before": more}


def session(connection: sqlite3.Connection, name: str, after: float = 0, limit: int = MOST_ITEMS) -> Json | None:
    """Return one session and what happened in it, in order: requests and telemetry; None where nobody knows it.

    after: seconds since 1970; the `after` of the answer goes on where this one ends.
    """
    limit = max(1, min(limit, MOST_ITEMS))
    row = connection.execute("SELECT * FROM sessions WHERE session = ?", (name,)).fetchone()
    asked = "SELECT * FROM {} WHERE session = ? AND time > ? ORDER BY {} LIMIT ?"
    requests = connection.execute(asked.format("requests", "time"), (name, after, limit + 1)).fetchall()
    # Their ids go with the time at which they came.
    events = connection.execute(asked.format("events", "id"), (name, after, limit + 1)).fetchall()
    if row is None and not events and not after:
        return None
    line = sorted([*map(request, requests), *map(event, events)], key=lambda item: float(item["time"]))
    # What has the same time stays together, since the next page begins behind it.
    end = line[limit - 1]["time"] if len(line) > limit else None
    shown = line if end is None else [item for item in line if item["time"] <= end]
    return {"session": None if row is None else _session(connection, row), "timeline": shown, "after": end}


def request(row: sqlite3.Row) -> Json:
    """Return a request as JSON has it."""
    told = {name: row[name] for name in row.keys() if name not in ("tools", "notes", "stream")}  # noqa: SIM118 (a row's own keys)
    tools, notes = row["tools"], row["notes"]
    return {
        "what": "request",
        **told,
        "stream": bool(row["stream"]),
        "tools": orjson.loads(tools or "[]"),
        "notes": orjson.loads(notes or "{}"),
    }


def event(row: sqlite3.Row) -> Json:
    """Return an event as JSON has it, without the line itself."""
    told = {name: row[name] for name in ("id", "time", "session", "kind", "name", "tool", "duration_ms", "client", "request_id")}
    return {"what": "event", **told, "success": None if row["success"] is None else bool(row["success"])}


def _session(connection: sqlite3.Connection, row: sqlite3.Row) -> Json:
    asked = "SELECT model, target, requests FROM session_models WHERE session = ? ORDER BY requests DESC LIMIT 20"
    models = [dict(one) for one in connection.execute(asked, (row["session"],))]
    agents = connection.execute("SELECT count(*) FROM session_agents WHERE session = ?", (row["session"],)).fetchone()[0]
    told = {name: row[name] for name in ("session", "first", "last", "client")}
    return {**told, **amounts(row), "models": models, "subagents": agents}


def _cursor(before: str | None) -> tuple[float, str]:
    if before is None:
        return 1e15, ""
    time, _, session = before.partition("~")
    return float(time), session
