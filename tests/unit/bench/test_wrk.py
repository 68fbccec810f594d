import pytest

from bench import wrk
from bench.trial import percentile


def test_the_result_line_is_read_whatever_stands_around_it() -> None:
    """wrk prints a report of its own before it."""
    load = wrk.parse("Running 2s test\n  16 connections\nbench 2000 3 2000000 4000000 900.0 800.0 9000.5\n")
    assert (load.requests, load.errors, load.seconds, load.size, load.p50, load.p99) == (2000, 3, 2.0, 2000.0, 0.8, 9.0005)
    assert load.rate == 1000


def test_no_answer_at_all_is_no_crash() -> None:
    """A system that hangs gives a rate of zero."""
    load = wrk.parse("bench 0 0 2000000 0 0.0 0.0 0.0")
    assert load.rate == 0
    assert load.size == 0


def test_without_a_result_wrks_own_words_are_told() -> None:
    """An unknown host, for example."""
    with pytest.raises(ValueError, match="unable to connect"):
        wrk.parse("unable to connect to 127.0.0.1:1")


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.51, 3), (0.99, 4), (0.01, 1)])
def test_percentile_is_a_value_that_was_measured(share: float, value: int) -> None:
    """The nearest rank, without interpolation."""
    assert percentile([4, 1, 3, 2], share) == value


def test_percentile_of_nothing_is_an_error() -> None:
    """Not a zero that looks fast."""
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)
