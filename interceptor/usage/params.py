"""What a question says about time and number, as people write it."""

import re
import time
from datetime import UTC, datetime

_AGE = re.compile(r"(\d{1,6})([smhdw])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def moment(text: str, now: float | None = None) -> float:
    """Return seconds since 1970 for such a number, an age (`90m`, `24h`, `7d`) or an ISO date or time (UTC unless it says another).

    Raises:
        ValueError: it is none of them; one plain sentence.
    """
    age = _AGE.fullmatch(text.strip().lower())
    if age is not None:
        return (time.time() if now is None else now) - int(age[1]) * _UNITS[age[2]]
    try:
        if re.fullmatch(r"\d{9,12}(\.\d+)?", text):
            return float(text)
        read = datetime.fromisoformat(text.strip())
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise ValueError("is neither a date (2026-11-20), an age (90m, 24h, 7d) nor seconds since 1970") from None
