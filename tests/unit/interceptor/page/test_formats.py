"""Numbers and times as people read them."""

import pytest

from interceptor.page import formats


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, formats.NOTHING),
        (0, "0"),
        (0.4, "0.4"),
        (7, "7"),
        (999, "999"),
        (999.9, "1.0k"),
        (1234, "1.2k"),
        (9949, "9.9k"),
        (34_000, "34k"),
        (5_600_000, "5.6M"),
        (7.2e9, "7.2G"),
    ],
)
def test_counts(value: float | None, shown: str) -> None:
    """Two or three digits and a unit."""
    assert formats.count(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, formats.NOTHING), (0, "$0"), (0.00001, "<$0.0001"), (0.0123, "$0.0123"), (4.561, "$4.56"), (1234.5, "$1,234")],
)
def test_dollars(value: float | None, shown: str) -> None:
    """Small amounts keep four digits, large ones none."""
    assert formats.usd(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, formats.NOTHING),
        (0, "0 ms"),
        (0.44, "0.4 ms"),
        (240, "240 ms"),
        (999.6, "1.0 s"),
        (1300, "1.3 s"),
        (42_000, "42 s"),
        (61_000, "1 min 01 s"),
        (1_800_000, "30 min"),
        (9_000_000, "2.5 h"),
        (3e8, "3.5 d"),
    ],
)
def test_durations(value: float | None, shown: str) -> None:
    """Each span has the unit that suits it."""
    assert formats.duration(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(None, formats.NOTHING), (0.0, "0%"), (0.001, "<1%"), (0.999, "99%"), (1.0, "100%")])
def test_shares(value: float | None, shown: str) -> None:
    """Only all is 100%, and only nothing is 0%."""
    assert formats.share(value) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(-3, "now"), (0.2, "now"), (59, "59 s ago"), (3599, "59 min ago"), (7200, "2 h ago"), (200_000, "2 d ago")]
)
def test_past(seconds: float, shown: str) -> None:
    """A clock that runs ahead makes nothing of the future."""
    assert formats.past(seconds) == shown


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("openai/gpt-5.2-2025-12-11", "gpt-5.2"),
        ("claude-opus-4-5-20251101", "claude-opus-4-5"),
        ("azure/eu/gpt-4.1", "gpt-4.1"),
        (None, formats.NOTHING),
    ],
)
def test_short_names(target: str | None, shown: str) -> None:
    """Neither provider nor date."""
    assert formats.model(target) == shown


def test_a_time_says_when_exactly() -> None:
    """The element holds the time for machines, and in its title for people."""
    assert formats.ago(1_700_000_000.5, 1_700_000_060) == (
        '<time datetime="2023-11-14T22:13:20.500Z" title="2023-11-14 22:13:20 UTC" data-ago>59 s ago</time>'
    )
