"""The last minutes: rates, and the newest requests."""

import sqlite3
from typing import Any

from interceptor.usage.sessions import event, request

MINUTE = 60
MINUTES = 60
NEWEST = 20
Json = dict[str, Any]


def rates(connection: sqlite3.Connection, now: float, minutes: int = MINUTES) -> Json:
    """Return the sums of each of the last minutes, the oldest first, those without a request left out; and of the last five, a minute.

    now: seconds since 1970.
    """
    first = int(now // MINUTE) * MINUTE - (minutes - 1) * MINUTE
    names = ("minute", "requests", "errors", "input", "cached", "output", "cost")
    sums = ", ".join(f"sum({name})" for name in names[1:])
    asked = f"SELECT minute, {sums} FROM minutes WHERE minute >= ? GROUP BY 1 ORDER BY 1"  # noqa: S608 (names of our own)
    series = [dict(zip(names, row, strict=True)) for row in connection.execute(asked, (first,))]
    # The five whole ones: the one that has begun would pull them down.
    end = int(now // MINUTE) * MINUTE
    last = [row for row in series if end - 5 * MINUTE <= row["minute"] < end]
    told = {name: round(sum(row[name] for row in last) / 5, 6) for name in names[1:]}
    return {"minutes": series, "per_minute": told}


def newest(connection: sqlite3.Connection, limit: int = NEWEST) -> list[Json]:
    """Return the newest requests, the newest first."""
    return [request(row) for row in connection.execute("SELECT * FROM requests ORDER BY id DESC LIMIT ?", (limit,))]


def news(connection: sqlite3.Connection, requests: int, events: int, limit: int) -> tuple[list[Json], list[Json]]:
    """Return the newest requests and events with greater ids, the oldest first."""
    asked = "SELECT * FROM {} WHERE id > ? ORDER BY id DESC LIMIT ?"
    found = [request(row) for row in connection.execute(asked.format("requests"), (requests, limit))]
    came = [event(row) for row in connection.execute(asked.format("events"), (events, limit))]
    return found[::-1], came[::-1]


def newest_ids(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the ids of the newest request and the newest event; 0 where there is none."""
    row = connection.execute("SELECT (SELECT coalesce(max(id), 0) FROM requests), (SELECT coalesce(max(id), 0) FROM events)").fetchone()
    return row[0], row[1]
