"""When to ask an upstream again: what its headers say, else a random moment that is later each time."""

import math
import random
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# OpenAI, Azure, Groq and Gemini, where the headers say nothing.
WORDS = re.compile(
    r"(?:retry|try again) (?:in|after) (?=\d)"
    r"(?:(\d{1,4}) ?h(?:ours?)? ?)?(?:(\d{1,4}) ?m(?!s)(?:in\w*)? ?)?(?:(\d{1,6}(?:\.\d+)?) ?(ms|s))?"
)
# The longest wait of our own choice; what an upstream asks for may be longer.
LONGEST_PAUSE = 8.0
# Nobody waits for longer than this; what asks for more has made an error.
LONGEST_SAID = 7 * 86_400


def asked_wait(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Return the seconds that an answer asks to wait, None where it asks for nothing.

    headers: names in small letters. retry-after is seconds or a date (RFC 9110, 10.2.3); retry-after-ms is OpenAI's and Azure's own, and
    more exact.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    said = headers.get("retry-after")
    seconds = _number(said)
    if seconds is not None or said is None:
        return seconds
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


def said_wait(text: str) -> float | None:
    """Return the seconds that an upstream asks for in words alone, None where it does not: in 350ms, in 7m12.5s, after 7 seconds."""
    found = WORDS.search(text.lower())
    if found is None:
        return None
    hours, minutes, seconds, unit = found.groups()
    number = float(seconds or 0) / (1000 if unit == "ms" else 1)
    return (int(hours or 0) * 60 + int(minutes or 0)) * 60 + number


def pause(asked: float | None, attempt: int) -> float:
    """Return the seconds to wait before the next attempt; attempt: how many retries were made before."""
    # Full jitter: clients that failed together do not come back together.
    own = random.uniform(0.1, 0.5) * float(2 ** min(attempt, 4))  # noqa: S311 (no secret depends on it)
    return max(asked or 0.0, min(own, LONGEST_PAUSE))


def whole_seconds(asked: float | None) -> str | None:
    """Return a wait as a retry-after header has it: whole seconds, rounded up, a week at the most."""
    return None if asked is None else str(math.ceil(min(asked, LONGEST_SAID)))


def _number(value: str | None) -> float | None:
    try:
        number = float(value) if value is not None else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) and number >= 0 else None
