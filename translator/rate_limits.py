"""The upstream's rate limits, told in the Messages API's own headers: only what means the same there.

OpenAI, https://platform.openai.com/docs/guides/rate-limits: limit, remaining, and reset, the time until the limit is back at its initial
state. Anthropic, https://docs.claude.com/en/api/rate-limits: limit, remaining, and reset, the moment at which it is fully replenished.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

Headers = list[tuple[bytes, bytes]]
KINDS = ("requests", "tokens")
# As Go writes durations: 1h2m3s, 6m0s, 1.5s, 12ms.
DURATION = re.compile(
    r"(?:([0-9]{1,4})d)?(?:([0-9]{1,4})h)?(?:([0-9]{1,4})m(?!s))?(?:([0-9]{1,6}(?:\.[0-9]{1,9})?)s)?(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)(ms|us|µs|ns))?"
)
SMALL = {"ms": 1e3, "us": 1e6, "µs": 1e6, "ns": 1e9}
# A number, as Azure's -1 for "not told here" is none.
NUMBER = re.compile(r"[0-9]{1,15}")


def told(upstream: Mapping[str, str], now: datetime) -> Headers:
    """Return the client's headers for an upstream's; upstream: names in small letters. Empty where it tells none.

    A reset that is a bare number is left out: servers mean seconds by it, or the time of day in seconds or milliseconds.
    """
    headers: Headers = []
    for kind in KINDS:
        limit = upstream.get(f"x-ratelimit-limit-{kind}", "").strip()
        left = upstream.get(f"x-ratelimit-remaining-{kind}", "").strip()
        if not NUMBER.fullmatch(limit) or not NUMBER.fullmatch(left) or int(left) > int(limit):
            continue
        headers.append((f"anthropic-ratelimit-{kind}-limit".encode(), limit.encode()))
        headers.append((f"anthropic-ratelimit-{kind}-remaining".encode(), left.encode()))
        wait = _duration(upstream.get(f"x-ratelimit-reset-{kind}", "").strip())
        if wait is not None:
            at = (now + wait + timedelta(microseconds=999_999)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            headers.append((f"anthropic-ratelimit-{kind}-reset".encode(), at.encode()))
    return headers


def _duration(text: str) -> timedelta | None:
    found = DURATION.fullmatch(text)
    if found is None or not text:
        return None
    days, hours, minutes, seconds, small, unit = found.groups()
    rest = float(small) / SMALL[unit] if small else 0.0
    return timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0), seconds=float(seconds or 0) + rest)
