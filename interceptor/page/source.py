"""What the views are made of: the answers of the index, and of those who know more than the logs do."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from flask import current_app

from interceptor.about import About
from interceptor.config import Config
from interceptor.health import Probe
from interceptor.usage.queries import NotAnswered, Usage

Answer = TypeVar("Answer")
Json = dict[str, Any]
MINUTE, MINUTES = 60, 60
COUNTED = ("requests", "errors", "input", "cached", "output", "cost")


def usage() -> Usage:
    """Return whoever answers questions about the logs."""
    found: Usage | None = current_app.extensions.get("usage")
    config: Config = current_app.extensions["config"]
    return found if found is not None else Usage(config.data_dir, config.log_keep)


def told() -> Json:
    """Return what the gateway tells of itself."""
    about: About = current_app.extensions["about"]
    return about.read()


def ask(question: Callable[[], Answer]) -> tuple[Answer | None, str | None]:
    """Return the answer, or why there is none."""
    try:
        return question(), None
    except NotAnswered as error:
        return None, str(error)


def services() -> tuple[str, dict[str, bool]]:
    """Return ok, degraded or down, and which services answer, first the one that answers messages."""
    probes: dict[str, Probe] = current_app.extensions["probes"]
    up = {name: probe.up() for name, probe in probes.items()}
    config: Config = current_app.extensions["config"]
    vital = up.get(config.services[0].name, False)
    failing = current_app.extensions["telemetry_log"].status().state == "failing"
    return "down" if not vital else "degraded" if failing or not all(up.values()) else "ok", up


def minutes(found: list[Json], now: float | None = None) -> list[Json]:
    """Return the last hour minute by minute; those in which nothing happened are there too."""
    end = int((time.time() if now is None else now) // MINUTE) * MINUTE
    known = {int(row["minute"]): row for row in found}
    empty = dict.fromkeys(COUNTED, 0)
    return [known.get(at) or {"minute": at, **empty} for at in range(end - (MINUTES - 1) * MINUTE, end + MINUTE, MINUTE)]


def total(rows: list[Json]) -> Json:
    """Return what minutes add up to."""
    return {name: sum(row[name] for row in rows) for name in COUNTED}


def runs(line: list[Json]) -> list[Json]:
    """Return a time line with the events between two requests as one item; what comes several times in a row stands there once."""
    found: list[Json] = []
    for item in line:
        if item["what"] == "request":
            found.append(item)
            continue
        if not found or found[-1]["what"] != "events":
            found.append({"what": "events", "time": item["time"], "events": []})
        name, failed = (item["name"] or item["kind"] or "event").removeprefix("claude_code."), item["success"] is False
        told = {"name": name, "tool": item["tool"], "failed": failed, "duration_ms": item["duration_ms"], "times": 1}
        events = found[-1]["events"]
        if events and all(events[-1][what] == told[what] for what in ("name", "tool", "failed")) and not told["duration_ms"]:
            events[-1]["times"] += 1
        else:
            events.append(told)
    return found


def doctor() -> Json | None:
    """Return the last result of openai-code doctor; None where it has not been run."""
    config: Config = current_app.extensions["config"]
    try:
        found = orjson.loads((config.data_dir / "doctor.json").read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("findings"), list) else None
