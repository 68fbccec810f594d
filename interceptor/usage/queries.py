"""Every question that can be asked of the index, each over a connection of its own that only reads and has a bounded time."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from interceptor.index import schema
from interceptor.index.files import parts
from interceptor.usage import amounts, events, moment
from interceptor.usage import sessions as of_sessions

ANSWER_SECONDS = 5.0
STEPS = 10_000
INDEX, REQUESTS, EVENTS = "index.sqlite", "requests.log", "interceptor.log"
Answer = TypeVar("Answer")
Json = dict[str, Any]


class NotAnswered(Exception):  # noqa: N818 (a state of things, not a fault)
    """The index cannot answer now; the text is one plain sentence for people."""


@dataclass(frozen=True)
class Status:
    """How far the index is.

    Attributes:
        state: current, building (it answers, but not of everything yet) or off (it answers nothing).
        reason: why it is not current; None where it is.
        done: part of the logs' bytes that it has, 0 to 1.
        foreign: lines of the logs that were none of ours, and were skipped.
    """

    state: Literal["current", "building", "off"]
    reason: str | None = None
    done: float = 1.0
    foreign: int = 0


class Usage:
    """Answers from DATA_DIR/index.sqlite as plain JSON; docs/usage-api.md shows each. Thread-safe; every method may raise NotAnswered."""

    def __init__(self, folder: Path, log_keep: int, trouble: Callable[[], str | None] = lambda: None) -> None:
        """folder: DATA_DIR; log_keep: rotated files of each log; trouble: why nobody writes the index, None where somebody does."""
        self._folder, self._keep, self._trouble = folder, log_keep, trouble

    def usage(self, since: float | None = None, until: float | None = None, by: amounts.By | None = None) -> Json:
        """Return sums between two times (seconds since 1970), and by session, model or day."""
        return self._ask(lambda index: amounts.usage(index, since, until, by))

    def sessions(self, before: str | None = None, limit: int = 50) -> Json:
        """Return a page of sessions, the last active first. Raises ValueError for a `before` that no page gave."""
        return self._ask(lambda index: of_sessions.sessions(index, before, limit))

    def session(self, name: str, after: float = 0, limit: int = of_sessions.MOST_ITEMS) -> Json | None:
        """Return one session and its time line; None where nobody knows it."""
        return self._ask(lambda index: of_sessions.session(index, name, after, limit))

    def cache(self, since: float | None = None) -> Json:
        """Return what came from upstreams' caches, and where they broke."""
        return self._ask(lambda index: amounts.cache(index, since))

    def losses(self, since: float | None = None) -> Json:
        """Return what translation dropped or approximated, by kind, and the errors by kind."""
        return self._ask(lambda index: {**amounts.losses(index, since), "errors": amounts.errors(index, since)})

    def telemetry(
        self, session: str | None = None, kind: str | None = None, text: str | None = None, before: int | None = None, limit: int = 50
    ) -> Json:
        """Return a page of events, the newest first, with their lines."""
        files = {part.inode: part for part in parts(self._folder / EVENTS, self._keep)}
        wanted = events.Wanted(session, kind, text)
        return self._ask(lambda index: events.telemetry(index, files, wanted, before, limit))

    def telemetry_summary(self, since: float | None = None) -> Json:
        """Return events by name, tools with their successes, client versions."""
        return self._ask(lambda index: events.summary(index, since))

    def now(self, now: float | None = None) -> Json:
        """Return the rates of the last minutes and the newest requests."""
        at = time.time() if now is None else now
        return self._ask(lambda index: {**moment.rates(index, at), "newest": moment.newest(index)})

    def newest_ids(self) -> tuple[int, int]:
        """Return the ids of the newest request and event."""
        return self._ask(moment.newest_ids)

    def news(self, requests: int, events: int, limit: int) -> tuple[list[Json], list[Json]]:
        """Return the newest requests and events with greater ids than these, the oldest first."""
        return self._ask(lambda index: moment.news(index, requests, events, limit))

    def counters(self) -> tuple[list[tuple[str, str, str, str, float]], list[tuple[str, str, float, int, float]]]:
        """Return what only ever grows: (name, label, label, label, value), and (what, target, border in s, count, sum in s)."""

        def ask(index: sqlite3.Connection) -> tuple[list[Any], list[Any]]:
            counters = index.execute("SELECT name, a, b, c, value FROM counters ORDER BY 1, 2, 3, 4").fetchall()
            spread = index.execute("SELECT what, target, border, count, total FROM spread ORDER BY 1, 2, 3").fetchall()
            return [tuple(row) for row in counters], [tuple(row) for row in spread]

        return self._ask(ask)

    def status(self) -> Status:
        """Tell how far the index is; never raises."""
        try:
            with self._open() as index:
                known = {row["inode"]: row["offset"] for row in index.execute("SELECT inode, offset FROM files")}
                foreign = index.execute("SELECT coalesce(sum(value), 0) FROM counters WHERE name = 'foreign'").fetchone()[0]
        except NotAnswered as error:
            return Status("off", str(error), 0.0)
        files = [part for log in (REQUESTS, EVENTS) for part in parts(self._folder / log, self._keep)]
        size = sum(part.size for part in files)
        left = sum(max(part.size - known.get(part.inode, 0), 0) for part in files)
        trouble = self._trouble()
        done = round(1 - left / size, 3) if size else 1.0
        if trouble is not None and left:
            return Status("building", trouble, done, int(foreign))
        # What came within the last second is no backlog.
        return (
            Status("building", f"the logs are being read: {done:.0%}", done, int(foreign))
            if left > BACKLOG
            else Status("current", None, done, int(foreign))
        )

    def told(self) -> Json:
        """Return the status as plain JSON."""
        return asdict(self.status())

    def _ask(self, question: Callable[[sqlite3.Connection], Answer]) -> Answer:
        with self._open() as index:
            return question(index)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            index = schema.read_only(self._folder / INDEX)
        except sqlite3.Error as error:
            raise NotAnswered(self._trouble() or _missing(error)) from None
        deadline = time.monotonic() + ANSWER_SECONDS
        index.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
        try:
            # One moment for all that an answer is made of.
            index.execute("BEGIN")
            yield index
        except sqlite3.OperationalError as error:
            late = "interrupted" in str(error)
            said = f"That took longer than {ANSWER_SECONDS:.0f} s: ask for less." if late else f"The index cannot be read: {error}."
            raise NotAnswered(said) from None
        except sqlite3.DatabaseError as error:
            raise NotAnswered(f"The index cannot be read: {error}.") from None
        finally:
            index.close()


BACKLOG = 1 << 20


def _missing(error: sqlite3.Error) -> str:
    if "another version" in str(error):
        return "The index is of another version and is being made anew."
    return "There is no index yet: it is made from the logs within seconds of a start."
