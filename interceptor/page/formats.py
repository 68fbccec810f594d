"""Numbers and times as people read them: the templates' filters."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

# For what is not known.
NOTHING = "\N{EN DASH}"
DATED = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8})$")
TIMELESS = Markup("\N{EN DASH}")
AGO = Markup('<time datetime="{}" title="{}" data-ago>{}</time>')
CLOCK = Markup('<time datetime="{}" title="{}" data-clock>{}</time>')
SECOND, MINUTE, HOUR, DAY = 1, 60, 3600, 86_400


def count(value: float | None) -> str:
    """Return a count: 950, 1.2k, 34k, 5.6M."""
    if value is None:
        return NOTHING
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size * 0.9995:
            part = value / size
            return f"{part:.1f}{unit}" if abs(part) < 9.95 else f"{part:.0f}{unit}"
    return f"{value:.0f}" if value == int(value) or abs(value) >= 9.95 else f"{value:.1f}"


def exact(value: float | None) -> str:
    """Return a whole number with its thousands apart: 1,234,567."""
    return NOTHING if value is None else f"{round(value):,}"


def usd(value: float | None) -> str:
    """Return an amount of US dollars: $0.0123, $4.56, $1,234."""
    if value is None:
        return NOTHING
    if value == 0:
        return "$0"
    if value < 0.0001:
        return "<$0.0001"
    return f"${value:.4f}" if value < 1 else f"${value:.2f}" if value < 1000 else f"${value:,.0f}"


def duration(milliseconds: float | None) -> str:
    """Return a time span: 240 ms, 1.3 s, 4 min, 2.5 h."""
    if milliseconds is None:
        return NOTHING
    if 0 < milliseconds < 9.95:
        return f"{milliseconds:.1f} ms"
    if milliseconds < 999.5:
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / 1000
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE:.0f} min {seconds % MINUTE:02.0f} s" if seconds < 10 * MINUTE else f"{seconds / MINUTE:.0f} min"
    return f"{seconds / HOUR:.1f} h" if seconds < 2 * DAY else f"{seconds / DAY:.1f} d"


def share(value: float | None) -> str:
    """Return a share of 0 to 1 as a percentage."""
    if value is None:
        return NOTHING
    return "<1%" if 0 < value < 0.01 else f"{int(value * 100)}%"


def iso(seconds: float) -> str:
    """Return a time as RFC 3339 has it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def ago(seconds: float | None, now: float) -> Markup:
    """Return how long ago something was, with the time itself in its title; page.js keeps it up to date, and in the reader's own zone."""
    if seconds is None:
        return TIMELESS
    titled = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return AGO.format(iso(seconds), titled, past(now - seconds))


def clock(seconds: float | None) -> Markup:
    """Return the time of day, in UTC until page.js has put it into the reader's own zone."""
    if seconds is None:
        return TIMELESS
    at = datetime.fromtimestamp(seconds, UTC)
    return CLOCK.format(iso(seconds), at.strftime("%Y-%m-%d %H:%M:%S UTC"), at.strftime("%H:%M:%S"))


def day(seconds: float | None) -> str:
    """Return a day of UTC."""
    return NOTHING if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def past(seconds: float) -> str:
    """Return how long ago so many seconds are."""
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit} ago"
    return "now"


def plural(number: float, word: str) -> str:
    """Return a number with its word: 1 request, 2 requests."""
    return f"{count(number)} {word}{'' if number == 1 else 's'}"


def short(identity: str | None) -> str:
    """Return the beginning of an identity, enough to tell it from others."""
    return NOTHING if not identity else identity if len(identity) <= 14 else f"{identity[:8]}…"


def model(target: str | None) -> str:
    """Return a model's name without its provider and date, where space is short."""
    return DATED.sub("", (target or NOTHING).rpartition("/")[2])


def prompt(counts: Mapping[str, Any]) -> float:
    """Return the tokens of the prompts, read anew or cached."""
    return float((counts["input"] or 0) + (counts["cached"] or 0))


FILTERS = {one.__name__: one for one in (count, exact, usd, duration, share, iso, ago, clock, day, plural, short, model, prompt)}
