"""The tables of the index. A change of them raises VERSION, and the index is made anew from the logs."""

import sqlite3
from pathlib import Path

VERSION = 2
COUNTS = "requests errors input cached written output reasoning searches cost claude_cost tools tool_errors".split()

_COUNTED = ", ".join(f"{name} {'REAL' if 'cost' in name else 'INTEGER'} NOT NULL DEFAULT 0" for name in COUNTS)
# Kinds that are few among millions of others.
RARE = "kind NOT IN ('event', 'log', 'metric')"
TABLES = f"""
CREATE TABLE files (inode INTEGER PRIMARY KEY, kind TEXT NOT NULL, offset INTEGER NOT NULL, begins INTEGER NOT NULL) STRICT;
CREATE TABLE requests (
    id INTEGER PRIMARY KEY, time REAL NOT NULL, request_id TEXT, session TEXT, agent TEXT, client TEXT, model TEXT, target TEXT,
    provider TEXT, path TEXT, wire TEXT, stream INTEGER, status INTEGER, error TEXT, stop_reason TEXT,
    input INTEGER, cached INTEGER, written INTEGER, output INTEGER, reasoning INTEGER, cost REAL, claude_cost REAL,
    first_ms REAL, total_ms REAL, gateway_ms REAL, retries INTEGER, messages INTEGER, tool_errors INTEGER,
    broke TEXT, kept REAL, tools TEXT, notes TEXT
) STRICT;
CREATE INDEX requests_time ON requests (time);
CREATE INDEX requests_session ON requests (session, time);
CREATE INDEX requests_broke ON requests (time) WHERE broke IS NOT NULL;
CREATE TABLE sessions (session TEXT PRIMARY KEY, first REAL NOT NULL, last REAL NOT NULL, client TEXT, {_COUNTED}) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_last ON sessions (last);
CREATE TABLE session_models (session TEXT, model TEXT, target TEXT, requests INTEGER, PRIMARY KEY (session, model, target)) WITHOUT ROWID;
CREATE TABLE session_agents (session TEXT, agent TEXT, requests INTEGER, PRIMARY KEY (session, agent)) WITHOUT ROWID;
CREATE TABLE hours (hour INTEGER, model TEXT, target TEXT, {_COUNTED}, PRIMARY KEY (hour, model, target)) WITHOUT ROWID;
CREATE TABLE minutes (minute INTEGER, target TEXT, {_COUNTED}, PRIMARY KEY (minute, target)) WITHOUT ROWID;
CREATE TABLE counters (name TEXT, a TEXT, b TEXT, c TEXT, value REAL NOT NULL, PRIMARY KEY (name, a, b, c)) WITHOUT ROWID;
CREATE TABLE tally (kind TEXT, name TEXT, day INTEGER, count INTEGER NOT NULL, requests INTEGER NOT NULL, PRIMARY KEY (kind, name, day))
    WITHOUT ROWID;
CREATE TABLE spread (what TEXT, target TEXT, border REAL, count INTEGER NOT NULL, total REAL NOT NULL, PRIMARY KEY (what, target, border))
    WITHOUT ROWID;
CREATE TABLE events (
    id INTEGER PRIMARY KEY, time REAL NOT NULL, session TEXT, kind TEXT, name TEXT, tool TEXT, success INTEGER, duration_ms REAL,
    client TEXT, request_id TEXT, inode INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL
) STRICT;
CREATE INDEX events_session ON events (session);
CREATE INDEX events_name ON events (name);
CREATE INDEX events_rare ON events (kind) WHERE {RARE};
CREATE INDEX events_inode ON events (inode);
"""


def create(path: Path) -> sqlite3.Connection:
    """Open the index for its one writer, made anew where it is missing, damaged or of another version. Raises sqlite3.Error, OSError."""
    connection = None
    path.touch(mode=0o640)
    try:
        connection = _connect(path)
        if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            return connection
    except sqlite3.DatabaseError:
        pass
    if connection is not None:
        connection.close()
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    # What SQLite puts beside it gets the same mode.
    path.touch(mode=0o640)
    connection = _connect(path)
    fill(connection)
    return connection


def fill(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database."""
    connection.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;")


def read_only(path: Path) -> sqlite3.Connection:
    """Open the index for questions; raises sqlite3.DatabaseError where there is none of this version."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=2, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError:
        connection.close()
        raise
    if version != VERSION:
        connection.close()
        raise sqlite3.OperationalError("the index is of another version and being made anew")
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    # What a power cut takes from the index is read from the logs again.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -8000")
    # What retention removes must not stay readable in free pages.
    connection.execute("PRAGMA secure_delete = FAST")
    return connection
