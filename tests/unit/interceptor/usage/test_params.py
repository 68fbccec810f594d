"""Times and ages as people write them."""

import pytest

from interceptor.usage.params import moment

NOW = 1_795_176_000.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("90m", NOW - 5400), ("24h", NOW - 86_400), ("7D", NOW - 604_800), ("1795176000", NOW), ("1795176000.5", NOW + 0.5)),
        *(("2026-11-20", 1_795_132_800), ("2026-11-20T12:00", NOW), ("2026-11-20T14:00+02:00", NOW), ("2026-11-20T12:00:00Z", NOW)),
    ],
)
def test_what_is_taken(text: str, seconds: float) -> None:
    """Ages, dates, times and seconds mean what they say; without a zone UTC."""
    assert moment(text, NOW) == seconds


@pytest.mark.parametrize("text", ["", "yesterday", "7", "7y", "-1d", "2026-13-01", "1e99", "9999999d", "nan"])
def test_what_is_refused(text: str) -> None:
    """Anything else is refused in one plain sentence."""
    with pytest.raises(ValueError, match="neither a date"):
        moment(text, NOW)
