"""The upstream's rate limits, told in the Messages API's own headers: only what means the same there.

OpenAI, https://platform.openai.com/docs/guides/rate-limits: limit, remaining, and reset, the time until the limit is back at its initial
state. Anthropic, https://docs.claude.com/en/api/rate-limits: limit, remaining, and reset, the moment at which it is fully replenished.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

Headers = list[tuple[bytes, bytes]]
# Requests and tokens: the upstream's names of limit, remaining and reset, then the client's.
NAMES: tuple[tuple[str, str, str, bytes, bytes, bytes], ...] = tuple(
    (
        f"x-ratelimit-limit-{kind}",
        f"x-ratelimit-remaining-{kind}",
        f"x-ratelimit-reset-{kind}",
        f"anthropic-ratelimit-{kind}-limit".encode(),
        f"anthropic-ratelimit-{kind}-remaining".encode(),
        f"anthropic-ratelimit-{kind}-reset".encode(),
    )
    for kind in ("requests", "tokens")
)
# As Go writes durations: 1h2m3s, 6m0s, 1.5s, 12ms.
DURATION = re.compile(
    r"(?:([0-9]{1,4})d)?(?:([0-9]{1,4})h)?(?:([0-9]{1,4})m(?!s))?(?:([0-9]{1,6}(?:\.[0-9]{1,9})?)s)?(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)(ms|us|µs|ns))?"
)
SMALL = {"ms": 1e3, "us": 1e6, "µs": 1e6, "ns": 1e9}
LONGEST = 15  # Digits.


def told(upstream: Mapping[str, str], now: datetime) -> Headers:
    """Return the client's headers for an upstream's; upstream: names in small letters; now: in UTC. Empty where it tells none.

    A reset that is a bare number is left out: servers mean seconds by it, or the time of day in seconds or milliseconds.
    """
    headers: Headers = []
    for limit_name, left_name, reset_name, limit_to, left_to, reset_to in NAMES:
        limit = _number(upstream.get(limit_name))
        left = None if limit is None else _number(upstream.get(left_name))
        if limit is None or left is None or left > limit:
            continue
        headers += ((limit_to, b"%d" % limit), (left_to, b"%d" % left))
        wait = _duration(upstream.get(reset_name, ""))
        if wait is not None:
            # A part of a second counts as one.
            at = (now + wait + timedelta(microseconds=999_999)).isoformat(timespec="seconds")
            headers.append((reset_to, at.replace("+00:00", "Z").encode()))
    return headers


def _number(text: str | None) -> int | None:
    """Return a header's number; None where it is none, as Azure's -1 for what is not told here."""
    text = text.strip() if text else ""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= LONGEST else None


@lru_cache(maxsize=256)
def _duration(text: str) -> timedelta | None:
    text = text.strip()
    found = DURATION.fullmatch(text)
    if found is None or not text:
        return None
    days, hours, minutes, seconds, small, unit = found.groups()
    rest = float(small) / SMALL[unit] if small else 0.0
    return timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0), seconds=float(seconds or 0) + rest)
