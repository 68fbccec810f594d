"""Take the lines of the logs into the index."""

import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from interceptor.index import rows
from interceptor.index.files import Lines, LogPart, begins, parts, read
from interceptor.index.store import store
from interceptor.index.sums import Sums

REQUESTS, EVENTS = "requests", "events"
_MAY_BE_NONE = {*rows.TEXTS, "broke", "kept", "tools", "notes"}
_MARKS = ", ".join("nullif(?, '')" if name in _MAY_BE_NONE else "?" for name in rows.Request._fields[:-2])
REQUEST_ROW = f"INSERT INTO requests VALUES (NULL, {_MARKS})"  # noqa: S608 (marks alone)
EVENT_ROW = "INSERT INTO events VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
# Rows that are kept for those who look on live.
NEWEST = 500


@dataclass
class Taken:
    """What one round took in.

    requests: the newest of the new ones. events: how many are new; foreign: lines that are none. left: bytes of the logs that wait.
    """

    requests: deque[rows.Request] = field(default_factory=lambda: deque(maxlen=NEWEST))
    events: int = 0
    foreign: int = 0
    left: int = 0


class Writer:
    """The index's one writer. connection: from schema.create; logs: kind → path of the log; keep: rotated files of each."""

    def __init__(self, connection: sqlite3.Connection, logs: dict[str, Path], keep: int) -> None:
        self._connection, self._logs, self._keep = connection, logs, keep
        self._targets = {row[0] for row in connection.execute("SELECT DISTINCT b FROM counters WHERE name = 'requests'")}
        there = {part.inode: part for _, part in self._parts()}
        self._offsets: dict[tuple[int, str], int] = {}
        for inode, kind, offset, beginning in connection.execute("SELECT inode, kind, offset, begins FROM files").fetchall():
            if kind not in logs:
                continue
            if inode in there and begins(there[inode]) == beginning:
                self._offsets[inode, kind] = offset
            else:
                # While nobody looked, it has gone; another may have its inode.
                self._drop(inode)

    def behind(self) -> int:
        """Return how many bytes of the logs are not in the index."""
        return sum(max(part.size - self._offset(kind, part), 0) for kind, part in self._parts())

    def take(self, go_on: Callable[[], bool]) -> Taken:
        """Take in what is new, for as long as go_on says so; each megabyte of a log is one transaction. Raises sqlite3.Error."""
        taken = Taken()
        found = self._parts()
        for inode, kind in set(self._offsets) - {(part.inode, kind) for kind, part in found}:
            self._drop(inode)
            del self._offsets[inode, kind]
        for kind, part in found:
            offset = self._offset(kind, part)
            if part.size < offset:
                # Somebody has emptied it, or a new one has its inode.
                self._drop(part.inode)
                offset = self._offsets[part.inode, kind] = 0
            for lines in read(part, offset) if part.size > offset else ():
                self._take(kind, part, lines, taken)
                if not go_on():
                    taken.left = self.behind()
                    return taken
        return taken

    def _parts(self) -> list[tuple[str, LogPart]]:
        return [(kind, part) for kind, log in self._logs.items() for part in parts(log, self._keep)]

    def _offset(self, kind: str, part: LogPart) -> int:
        return self._offsets.get((part.inode, kind), 0)

    def _take(self, kind: str, part: LogPart, lines: Lines, taken: Taken) -> None:
        sums = Sums(self._targets)
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            if kind == REQUESTS:
                self._requests(lines, sums, taken)
            else:
                self._events(part, lines, sums, taken)
            store(sums, self._connection)
            self._connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (part.inode, kind, lines.end, begins(part)))
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._offsets[part.inode, kind] = lines.end

    def _requests(self, lines: Lines, sums: Sums, taken: Taken) -> None:
        found = [row for line in lines.lines if (row := rows.request(line)) is not None]
        taken.foreign += len(lines.lines) - len(found)
        sums.foreign(REQUESTS, len(lines.lines) - len(found))
        sums.requests(found)
        self._connection.executemany(REQUEST_ROW, map(rows.Request.columns, found))
        taken.requests += found

    def _events(self, part: LogPart, lines: Lines, sums: Sums, taken: Taken) -> None:
        found = []
        for line, offset in zip(lines.lines, lines.offsets, strict=True):
            row = rows.event(line)
            if row is None:
                taken.foreign += 1
                continue
            sums.event(row)
            about = (row.time, row.session, row.kind, row.name, row.tool, row.success, row.duration_ms, row.client, row.request_id)
            found.append((*about, part.inode, offset, len(line)))
        sums.foreign(EVENTS, len(lines.lines) - len(found))
        self._connection.executemany(EVENT_ROW, found)
        taken.events += len(found)

    def _drop(self, inode: int) -> None:
        """Forget a file that is gone, with the events that point into it."""
        self._connection.execute("DELETE FROM events WHERE inode = ?", (inode,))
        self._connection.execute("DELETE FROM files WHERE inode = ?", (inode,))
