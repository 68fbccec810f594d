"""What leaves the index: rows whose line the logs no longer hold, and what is older than RETENTION_DAYS."""

import sqlite3
from pathlib import Path

from interceptor.index.files import READ_BYTES, parts, read
from interceptor.index.rows import request
from interceptor.index.sums import DAY, MINUTES_KEPT

# Sums outlive the lines that they are made of, which the logs lose by size; not for ever.
SUMS_DAYS = 400
AT_ONCE = 5000
# A record is written when its request ends, and bears the time at which it began.
LONGEST_REQUEST = 3600


def prune(connection: sqlite3.Connection, log: Path, keep: int, days: int, now: float) -> None:
    """Remove what is too old.

    Args:
        connection: the writer's own.
        log: requests.log; events leave with their file, by the writer.
        keep: rotated files of it.
        days: RETENTION_DAYS; 0 where the logs' size alone bounds them.
        now: seconds since 1970.

    Raises:
        sqlite3.Error: the index cannot be written.
    """
    cutoff = now - days * DAY if days else 0.0
    oldest = _oldest(log, keep)
    # Without a log there is nothing that its rows could tell of.
    rows_from = max(now if oldest is None else oldest - LONGEST_REQUEST, cutoff)
    _delete(connection, "DELETE FROM requests WHERE id IN (SELECT id FROM requests WHERE time < ? LIMIT ?)", rows_from)
    # Their ids go with the time at which they came: so only the first ones can be old.
    _delete(connection, "DELETE FROM events WHERE time < ? AND id IN (SELECT id FROM events ORDER BY id LIMIT ?)", cutoff)
    sums_from = max(cutoff, now - SUMS_DAYS * DAY)
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("DELETE FROM minutes WHERE minute < ?", (now - MINUTES_KEPT,))
        connection.execute("DELETE FROM hours WHERE hour < ?", (sums_from - 3600,))
        connection.execute("DELETE FROM tally WHERE day < ?", (sums_from - DAY,))
        for table in ("session_models", "session_agents"):
            connection.execute(f"DELETE FROM {table} WHERE session IN (SELECT session FROM sessions WHERE last < ?)", (sums_from,))  # noqa: S608
        connection.execute("DELETE FROM sessions WHERE last < ?", (sums_from,))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _delete(connection: sqlite3.Connection, statement: str, before: float) -> None:
    """Delete the rows of a time before, some at a statement, so that nobody waits for long."""
    while before and connection.execute(statement, (before, AT_ONCE)).rowcount == AT_ONCE:
        pass


def _oldest(log: Path, keep: int) -> float | None:
    for part in parts(log, keep):
        for lines in read(part, 0):
            found = next((row for line in lines.lines if (row := request(line)) is not None), None)
            if found is not None:
                return found.time
            if lines.end > READ_BYTES:
                break
    return None
