"""Totals, caches and losses: questions that the sums of the index answer. Each takes a connection of schema.read_only."""

import sqlite3
from typing import Any, Literal

from interceptor.index.schema import COUNTS
from interceptor.index.sums import DAY, HOUR

By = Literal["session", "model", "day"]
BREAKS = 100
MOST_ROWS = 1000
_SUMS = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in COUNTS)
Json = dict[str, Any]


def usage(connection: sqlite3.Connection, since: float | None, until: float | None, by: By | None = None) -> Json:
    """Return sums over whole hours (by session: over whole sessions that were active then), and by what they are told apart.

    since, until: seconds since 1970; the answer says which hours were meant.
    """
    first, end = _hours(since, until)
    where, values = "hour >= ? AND hour < ?", (first, end)
    totals = connection.execute(f"SELECT {_SUMS} FROM hours WHERE {where}", values).fetchone()  # noqa: S608 (names of our own)
    told: Json = {"since": first or None, "until": None if until is None else end, "totals": amounts(totals)}
    match by:
        case "model":
            asked = f"SELECT model, target, {_SUMS} FROM hours WHERE {where} GROUP BY model, target ORDER BY sum(requests) DESC LIMIT ?"  # noqa: S608
            rows = connection.execute(asked, (*values, MOST_ROWS))
            told["rows"] = [{"model": row["model"], "target": row["target"], **amounts(row)} for row in rows]
        case "day":
            asked = f"SELECT hour / {DAY} * {DAY} AS day, {_SUMS} FROM hours WHERE {where} GROUP BY 1 ORDER BY 1 DESC LIMIT ?"  # noqa: S608
            told["rows"] = [{"day": row["day"], **amounts(row)} for row in connection.execute(asked, (*values, MOST_ROWS))]
        case "session":
            asked = "SELECT * FROM sessions WHERE last >= ? AND first < ? ORDER BY last DESC LIMIT ?"
            rows = connection.execute(asked, (since or 0, end, MOST_ROWS))
            told["rows"] = [{"session": row["session"], "first": row["first"], "last": row["last"], **amounts(row)} for row in rows]
    return told


def amounts(row: sqlite3.Row) -> Json:
    """Return the counts of a row, with the part of the prompts that came from the upstream's cache, 0 to 1."""
    counts = {name: row[name] for name in COUNTS}
    prompt = counts["input"] + counts["cached"]
    return {
        **counts,
        "cost": round(counts["cost"], 8),
        "claude_cost": round(counts["claude_cost"], 8),
        "cached_share": _share(counts["cached"], prompt),
    }


def cache(connection: sqlite3.Connection, since: float | None = None) -> Json:
    """Return how much came from the upstream's cache, by target, and where it broke: the newest, and how often by part of the prompt."""
    first, end = _hours(since, None)
    asked = f"SELECT target, {_SUMS} FROM hours WHERE hour >= ? AND hour < ? GROUP BY target ORDER BY sum(input + cached) DESC LIMIT 100"  # noqa: S608
    targets = [{"target": row["target"], **amounts(row)} for row in connection.execute(asked, (first, end))]
    names = "time, session, agent, request_id, model, target, broke, kept, input, cached"
    rows = connection.execute(
        f"SELECT {names} FROM requests WHERE broke IS NOT NULL AND time >= ? ORDER BY time DESC LIMIT ?",  # noqa: S608
        (first, BREAKS),
    )
    breaks = [dict(row) for row in rows]
    parts = connection.execute(
        "SELECT name AS part, sum(count) AS count FROM tally WHERE kind = 'broke' AND day >= ? GROUP BY name ORDER BY 2 DESC LIMIT 20",
        (int((since or 0) // DAY) * DAY,),
    )
    prompt = {name: sum(row[name] for row in targets) for name in ("input", "cached", "written")}
    share = _share(prompt["cached"], prompt["input"] + prompt["cached"])
    told = {"since": first or None, "totals": {**prompt, "cached_share": share}, "targets": targets}
    return {**told, "parts": [dict(row) for row in parts], "breaks": breaks}


def losses(connection: sqlite3.Connection, since: float | None = None) -> Json:
    """Return what translation dropped or approximated: kind of note, how often, in how many requests, and the days it was seen on."""
    day = int((since or 0) // DAY) * DAY
    asked = (
        "SELECT name, sum(count), sum(requests), min(day), max(day) FROM tally WHERE kind = 'note' AND day >= ? "
        "GROUP BY name ORDER BY 2 DESC LIMIT 500"
    )
    rows = connection.execute(asked, (day,)).fetchall()
    return {"since": day or None, "losses": [dict(zip(("kind", "count", "requests", "first", "last"), row, strict=True)) for row in rows]}


def errors(connection: sqlite3.Connection, since: float | None = None) -> list[Json]:
    """Return the kinds of errors and how many requests ended with each."""
    day = int((since or 0) // DAY) * DAY
    asked = "SELECT name AS error, sum(count) AS count FROM tally WHERE kind = 'error' AND day >= ? GROUP BY name ORDER BY 2 DESC LIMIT 100"
    return [dict(row) for row in connection.execute(asked, (day,))]


def _hours(since: float | None, until: float | None) -> tuple[int, int]:
    first = int((since or 0) // HOUR) * HOUR
    end = int(-(-until // HOUR)) * HOUR if until is not None else 1 << 40
    return first, end


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None
