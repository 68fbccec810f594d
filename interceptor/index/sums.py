"""What many rows add up to: gathered for a batch of lines; store.py adds it to the index."""

import re
import time
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from operator import add, attrgetter
from typing import TypeVar

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

# One number for each of COUNTS, in their order.
Counts = list[float]
Key = TypeVar("Key", bound=tuple[object, ...])
NOTHING: Counts = [0] * len(COUNTS)
TOKENS = ("input", "cached", "written", "output", "reasoning")
ADDED = tuple(map(attrgetter, (*TOKENS, "searches", "cost", "claude_cost")))
FAILED_TOOLS, TIME = attrgetter("tool_errors"), attrgetter("time")


@dataclass(slots=True)
class Session:
    """What comes to one session: first and last in seconds since 1970."""

    first: float
    last: float
    counts: Counts
    client: str | None = None


class Sums:
    """One batch."""

    def __init__(self, targets: set[str] | None = None, now: float | None = None) -> None:
        """targets: those that have counters; new ones are added, up to a bound. now: seconds since 1970."""
        self._targets = set() if targets is None else targets
        self._recent = (time.time() if now is None else now) - MINUTES_KEPT
        self.sessions: dict[str, Session] = {}
        self.models: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        self.agents: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.hours: dict[tuple[int, str, str], Counts] = {}
        self.tally: dict[tuple[str, str, int], list[int]] = {}
        self.spread: dict[tuple[str, str, float], list[float]] = {}
        self.minutes: dict[tuple[int, str], Counts] = {}
        self.counters: defaultdict[tuple[str, str, str, str], float] = defaultdict(float)

    def requests(self, rows: list[Request]) -> None:
        """Add requests: those that are alike as one, since under load most are."""
        alike: defaultdict[tuple[str, tuple[object, ...]], list[Request]] = defaultdict(list)
        labelled: defaultdict[str, list[Request]] = defaultdict(list)
        for row in rows:
            label = self._label(row.target, row.failed)
            names = (row.session, row.model, row.target, row.error, row.status, row.failed)
            alike[label, (int(row.time // MINUTE), row.time >= self._recent, *names)].append(row)
        for (label, _), group in alike.items():
            self._alike(group, label)
            labelled[label] += group
        for label, group in labelled.items():
            self._spread("first_token", label, FIRST_TOKEN, [row.first_ms for row in group])
            self._spread("duration", label, DURATION, [row.total_ms for row in group])
        for row in rows:
            self._alone(row)

    def _alike(self, rows: list[Request], label: str) -> None:
        one, number = rows[0], len(rows)
        added = [sum(map(get, rows)) for get in ADDED]
        counts = [number, number * one.failed, *added, sum([len(row.tools) for row in rows]), sum(map(FAILED_TOOLS, rows))]
        # What nobody serves is a name that a client made up.
        target, model = one.target, one.model if one.target else ""
        _add(self.hours, (int(one.time // HOUR) * HOUR, model, target), counts)
        if one.time >= self._recent:
            _add(self.minutes, (int(one.time // MINUTE) * MINUTE, target), counts)
        if one.failed:
            self._tally("error", one.error or str(one.status), _day(one), number, number)
        self._count(one, label, dict(zip(COUNTS, counts, strict=True)))
        if not one.session:
            return
        first, last = min(map(TIME, rows)), max(map(TIME, rows))
        known = self.sessions.setdefault(one.session, Session(first, last, NOTHING))
        known.first, known.last, known.counts = min(known.first, first), max(known.last, last), list(map(add, known.counts, counts))
        self.models[one.session, model, target] += number

    def _alone(self, row: Request) -> None:
        for kind, count in row.notes.items():
            self._tally("note", kind, _day(row), count)
        for tool in row.tools:
            self._tally("tool", tool, _day(row), 1)
        if row.broke:
            # "message 12" and "message 13" are one kind of place.
            self._tally("broke", row.broke.partition(" ")[0], _day(row), 1)
        if not row.session:
            return
        if row.client:
            self.sessions[row.session].client = row.client
        if row.agent:
            self.agents[row.session, row.agent] += 1

    def event(self, row: Event) -> None:
        """Add one event."""
        day = _day(row)
        self._tally("event", row.name or "", day, 1)
        self.counters["events", row.kind if row.kind in KINDS else "unknown", "", ""] += 1
        if row.dropped:
            self.counters["dropped", "", "", ""] += row.dropped
        if row.client:
            self._tally("client", row.client, day, 1)
        if row.tool and row.success is not None and row.name is not None and "tool_result" in row.name:
            self._tally("tool_ok" if row.success else "tool_failed", row.tool, day, 1)

    def foreign(self, kind: str, lines: int) -> None:
        """Add lines that were none of ours; kind: of the log."""
        if lines:
            self.counters["foreign", kind, "", ""] += lines

    def _label(self, target: str, failed: bool) -> str:
        """Return the name of a target in what only ever grows: they are bounded, whatever clients and upstreams send."""
        if not target or target in self._targets:
            return target
        # Only what has answered is a model: a client may ask for whatever name it likes.
        if failed or len(self._targets) >= MOST_TARGETS:
            return OTHER
        self._targets.add(target)
        return target

    def _count(self, one: Request, label: str, counts: dict[str, float]) -> None:
        family = family_of(one.model)
        self.counters["requests", family, label, str(one.status) if 100 <= one.status <= 599 else "0"] += counts["requests"]
        if one.failed:
            error = one.error or "other"
            self.counters["errors", label, error if ERROR_TYPE.fullmatch(error) else "other", ""] += counts["errors"]
        for kind in TOKENS:
            if counts[kind]:
                self.counters["tokens", family, label, kind] += counts[kind]
        if counts["cost"]:
            self.counters["cost", family, label, ""] += counts["cost"]

    def _tally(self, kind: str, name: str, day: int, count: int, requests: int = 1) -> None:
        counted = self.tally.setdefault((kind, name, day), [0, 0])
        counted[0] += count
        counted[1] += requests

    def _spread(self, what: str, label: str, borders: tuple[float, ...], milliseconds: list[float | None]) -> None:
        within: defaultdict[int, list[float]] = defaultdict(list)
        for value in milliseconds:
            if value is not None:
                within[bisect_left(borders, value / 1000)].append(value / 1000)
        for place, values in within.items():
            counted = self.spread.setdefault((what, label, borders[place] if place < len(borders) else ENDLESS), [0, 0.0])
            counted[0] += len(values)
            counted[1] += sum(values)


def _day(row: Request | Event) -> int:
    return int(row.time // DAY) * DAY


def _add(sums: dict[Key, Counts], key: Key, counts: Counts) -> None:
    sums[key] = list(map(add, sums.get(key, NOTHING), counts))


def family_of(model: str) -> str:
    """Return opus, sonnet, haiku or fable, where a model's name says so; else other."""
    lower = model.lower()
    return next((family for family in FAMILIES if family in lower), OTHER)
