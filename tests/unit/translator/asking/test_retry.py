from datetime import UTC, datetime

import pytest

from translator.asking.retry import LONGEST_PAUSE, asked_wait, pause, said_wait, whole_seconds

NOW = datetime(2026, 11, 20, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "3", "retry-after-ms": "250"}, 0.25),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:30 GMT"}, 30.0),
        ({"retry-after": "Fri, 20 Nov 2026 09:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "-4"}, None),
        ({"retry-after-ms": "x", "retry-after": "2"}, 2.0),
    ],
)
def test_what_headers_ask(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds, milliseconds and dates are understood; anything else asks for nothing."""
    assert asked_wait(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (
            "Rate limit reached for gpt-5 on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 2s. Visit",
            2.0,
        ),
        ("Please try again in 350ms.", 0.35),
        ("Please try again in 7m12.5s. Need more tokens?", 432.5),
        ("Please try again in 1h2m3s", 3723.0),
        ("Please retry after 7 seconds.", 7.0),
        ("Try again in 2 minutes.", 120.0),
        ("Please retry in 27.44s.", 27.44),
        ("The model is overloaded, try again in a moment.", 0.0),
        ("try again later", None),
    ],
)
def test_what_words_ask(words: str, seconds: float | None) -> None:
    """A wait that stands in the message alone is understood too."""
    assert (said_wait(words) or 0) == (seconds or 0)


def test_pauses_grow_and_end() -> None:
    """Our own pauses are random and grow to a limit; never shorter than what was asked."""
    assert all(0.1 <= pause(None, 0) <= 0.5 for _ in range(100))
    assert all(pause(None, 10) <= LONGEST_PAUSE for _ in range(100))
    assert len({pause(None, 1) for _ in range(10)}) > 1
    assert pause(12.5, 0) == 12.5


def test_whole_seconds_are_never_too_few() -> None:
    """A header has whole seconds: rounded up."""
    assert (whole_seconds(None), whole_seconds(0.25), whole_seconds(2.0)) == (None, "1", "2")
    assert whole_seconds(1e300) == "604800"
