"""What many rows add up to: gathered for a batch of lines, then added to the index in one go."""

import re
import sqlite3
import time
from collections import defaultdict
from typing import Any

from gateway.models import FAMILIES
from interceptor.index.rows import Event, Request
from interceptor.index.schema import COUNTS

MINUTE, HOUR, DAY = 60, 3600, 86_400
# Seconds; older minutes are told by their hour alone.
MINUTES_KEPT = DAY
MOST_TARGETS, OTHER = 200, "other"
ERROR_TYPE = re.compile(r"[a-z][a-z0-9_]{0,39}")
KINDS = frozenset({"event", "log", "metric", "span", "unknown", "refused", "gap"})
# Seconds; the upper borders of the histograms, in Prometheus' sense.
FIRST_TOKEN = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)
DURATION = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 600.0)
ENDLESS = 1e18

Counts = dict[str, float]


class Sums:
    """One batch."""

    def __init__(self, targets: set[str] | None = None, now: float | None = None) -> None:
        """targets: those that have counters; new ones are added, up to a bound. now: seconds since 1970."""
        self._targets = set() if targets is None else targets
        self._recent = (time.time() if now is None else now) - MINUTES_KEPT
        self.sessions: dict[str, dict[str, Any]] = {}
        self.models: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        self.agents: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.hours: dict[tuple[int, str, str], Counts] = {}
        self.tally: dict[tuple[str, str, int], list[int]] = {}
        self.spread: dict[tuple[str, str, float], list[float]] = {}
        self.minutes: dict[tuple[int, str], Counts] = {}
        self.counters: defaultdict[tuple[str, str, str, str], float] = defaultdict(float)

    def request(self, row: Request) -> None:
        """Add one request."""
        target = row.texts["target"] or ""
        # What nobody serves is a name that a client made up.
        model = (row.texts["model"] or "") if target else ""
        _add(self.hours.setdefault((int(row.time // HOUR) * HOUR, model, target), dict.fromkeys(COUNTS, 0)), row.counts)
        day = int(row.time // DAY) * DAY
        for kind, count in row.notes.items():
            self._tally("note", kind, day, count)
        for tool in row.tools:
            self._tally("tool", tool, day, 1)
        if row.broke:
            # "message 12" and "message 13" are one kind of place.
            self._tally("broke", row.broke.partition(" ")[0], day, 1)
        if row.counts["errors"]:
            self._tally("error", row.texts["error"] or str(row.status), day, 1)
        if row.time >= self._recent:
            _add(self.minutes.setdefault((int(row.time // MINUTE) * MINUTE, target), dict.fromkeys(COUNTS, 0)), row.counts)
        self._count(row, target)
        session = row.texts["session"]
        if session is None:
            return
        known = self.sessions.get(session)
        if known is None:
            known = self.sessions[session] = {"first": row.time, "last": row.time, "client": None, **dict.fromkeys(COUNTS, 0)}
        known["first"], known["last"] = min(known["first"], row.time), max(known["last"], row.time)
        known["client"] = row.texts["client"] or known["client"]
        _add(known, row.counts)
        self.models[session, model, target] += 1
        if row.texts["agent"]:
            self.agents[session, row.texts["agent"]] += 1

    def event(self, row: Event) -> None:
        """Add one event."""
        day = int(row.time // DAY) * DAY
        self._tally("event", row.name or "", day, 1)
        self.counters["events", row.kind if row.kind in KINDS else "unknown", "", ""] += 1
        if row.dropped:
            self.counters["dropped", "", "", ""] += row.dropped
        if row.client:
            self._tally("client", row.client, day, 1)
        if row.tool and row.success is not None and row.name is not None and "tool_result" in row.name:
            self._tally("tool_ok" if row.success else "tool_failed", row.tool, day, 1)

    def write(self, connection: sqlite3.Connection) -> None:
        """Add everything to the index; inside the caller's transaction."""
        counts = ", ".join(COUNTS)
        added = ", ".join(f"{name} = {name} + excluded.{name}" for name in COUNTS)
        marks = ", ".join("?" * len(COUNTS))
        connection.executemany(
            f"INSERT INTO sessions (session, first, last, client, {counts}) VALUES (?, ?, ?, ?, {marks}) ON CONFLICT DO UPDATE SET "  # noqa: S608
            f"first = min(first, excluded.first), last = max(last, excluded.last), client = coalesce(excluded.client, client), {added}",
            [(name, row["first"], row["last"], row["client"], *(row[count] for count in COUNTS)) for name, row in self.sessions.items()],
        )
        connection.executemany(
            f"INSERT INTO hours (hour, model, target, {counts}) VALUES (?, ?, ?, {marks}) ON CONFLICT DO UPDATE SET {added}",  # noqa: S608
            [(*key, *(row[count] for count in COUNTS)) for key, row in self.hours.items()],
        )
        connection.executemany(
            f"INSERT INTO minutes (minute, target, {counts}) VALUES (?, ?, {marks}) ON CONFLICT DO UPDATE SET {added}",  # noqa: S608
            [(*key, *(row[count] for count in COUNTS)) for key, row in self.minutes.items()],
        )
        connection.executemany(
            "INSERT INTO counters VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value",
            [(*key, value) for key, value in self.counters.items()],
        )
        connection.executemany(
            "INSERT INTO session_models VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET requests = requests + excluded.requests",
            [(*key, count) for key, count in self.models.items()],
        )
        connection.executemany(
            "INSERT INTO session_agents VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET requests = requests + excluded.requests",
            [(*key, count) for key, count in self.agents.items()],
        )
        connection.executemany(
            "INSERT INTO tally VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "count = count + excluded.count, requests = requests + excluded.requests",
            [(*key, *counted) for key, counted in self.tally.items()],
        )
        connection.executemany(
            "INSERT INTO spread VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "count = count + excluded.count, total = total + excluded.total",
            [(*key, *counted) for key, counted in self.spread.items()],
        )

    def foreign(self, kind: str, lines: int) -> None:
        """Add lines that were none of ours; kind: of the log."""
        if lines:
            self.counters["foreign", kind, "", ""] += lines

    def _count(self, row: Request, target: str) -> None:
        """Add to what only ever grows; its names are bounded, whatever clients and upstreams send."""
        if target and target not in self._targets:
            # Only what has answered is a model: a client may ask for whatever name it likes.
            if row.counts["errors"] or len(self._targets) >= MOST_TARGETS:
                target = OTHER
            else:
                self._targets.add(target)
        family = family_of(row.texts["model"] or "")
        self.counters["requests", family, target, str(row.status) if 100 <= row.status <= 599 else "0"] += 1
        if row.counts["errors"]:
            error = row.texts["error"] or "other"
            self.counters["errors", target, error if ERROR_TYPE.fullmatch(error) else "other", ""] += 1
        for kind in ("input", "cached", "written", "output", "reasoning"):
            if row.counts[kind]:
                self.counters["tokens", family, target, kind] += row.counts[kind]
        if row.counts["cost"]:
            self.counters["cost", family, target, ""] += row.counts["cost"]
        self._spread("first_token", target, FIRST_TOKEN, row.first_ms)
        self._spread("duration", target, DURATION, row.total_ms)

    def _tally(self, kind: str, name: str, day: int, count: int) -> None:
        counted = self.tally.setdefault((kind, name, day), [0, 0])
        counted[0] += count
        counted[1] += 1

    def _spread(self, what: str, target: str, borders: tuple[float, ...], milliseconds: float | None) -> None:
        if milliseconds is None:
            return
        value = milliseconds / 1000
        border = next((border for border in borders if value <= border), ENDLESS)
        counted = self.spread.setdefault((what, target, border), [0, 0.0])
        counted[0] += 1
        counted[1] += value


def _add(sums: dict[str, Any], counts: Counts) -> None:
    for name, count in counts.items():
        sums[name] += count


def family_of(model: str) -> str:
    """Return opus, sonnet, haiku or fable, where a model's name says so; else other."""
    lower = model.lower()
    return next((family for family in FAMILIES if family in lower), OTHER)
