"""Add what a batch of lines adds up to to the index, in one go."""

import sqlite3

from interceptor.index.schema import COUNTS
from interceptor.index.sums import Sums


def store(sums: Sums, connection: sqlite3.Connection) -> None:
    """Add everything to the index; inside the caller's transaction. Raises sqlite3.Error."""
    counts = ", ".join(COUNTS)
    added = ", ".join(f"{name} = {name} + excluded.{name}" for name in COUNTS)
    marks = ", ".join("?" * len(COUNTS))
    connection.executemany(
        f"INSERT INTO sessions (session, first, last, client, {counts}) VALUES (?, ?, ?, ?, {marks}) ON CONFLICT DO UPDATE SET "  # noqa: S608
        f"first = min(first, excluded.first), last = max(last, excluded.last), client = coalesce(excluded.client, client), {added}",
        [(name, row.first, row.last, row.client, *row.counts) for name, row in sums.sessions.items()],
    )
    connection.executemany(
        f"INSERT INTO hours (hour, model, target, {counts}) VALUES (?, ?, ?, {marks}) ON CONFLICT DO UPDATE SET {added}",  # noqa: S608
        [(*key, *row) for key, row in sums.hours.items()],
    )
    connection.executemany(
        f"INSERT INTO minutes (minute, target, {counts}) VALUES (?, ?, {marks}) ON CONFLICT DO UPDATE SET {added}",  # noqa: S608
        [(*key, *row) for key, row in sums.minutes.items()],
    )
    connection.executemany(
        "INSERT INTO counters VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value",
        [(*key, value) for key, value in sums.counters.items()],
    )
    connection.executemany(
        "INSERT INTO session_models VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET requests = requests + excluded.requests",
        [(*key, count) for key, count in sums.models.items()],
    )
    connection.executemany(
        "INSERT INTO session_agents VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET requests = requests + excluded.requests",
        [(*key, count) for key, count in sums.agents.items()],
    )
    connection.executemany(
        "INSERT INTO tally VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "count = count + excluded.count, requests = requests + excluded.requests",
        [(*key, *counted) for key, counted in sums.tally.items()],
    )
    connection.executemany(
        "INSERT INTO spread VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "count = count + excluded.count, total = total + excluded.total",
        [(*key, *counted) for key, counted in sums.spread.items()],
    )
