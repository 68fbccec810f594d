import pytest

from bench.goals import Goal, goals, number
from bench.results import Results


def results(**values: dict[str, list[float]]) -> Results:
    """Return results with these values; an underscore in a system's name stands for a dash."""
    return Results({name.replace("_", "-"): own for name, own in values.items()})


def goal(found: Results, what: str) -> Goal:
    """Return the goal whose text begins so."""
    return next(one for one in goals(found) if one.what.startswith(what))


def test_nothing_measured_is_neither_met_nor_missed() -> None:
    """A run of some parts says nothing of the others."""
    assert {one.met for one in goals(Results())} == {None}


@pytest.mark.parametrize(("rate", "met"), [(3000.0, True), (2999.0, False)])
def test_throughput_is_compared_with_stock_litellm_in_the_same_run(rate: float, met: bool) -> None:
    """30 times, by the medians of the rounds."""
    found = results(direct={"json.rate": [1.0, rate, 1e6]}, stock={"json.rate": [100.0, 100.0, 1.0]})
    assert goal(found, "JSON requests/s").met is met


@pytest.mark.parametrize(("p99", "met"), [(2.9, True), (3.0, False)])
def test_both_percentiles_must_be_under_their_limits(p99: float, met: bool) -> None:
    """One that is good does not make up for the other."""
    found = results(direct={"first.p50": [1.0], "first.p99": [p99]})
    assert goal(found, "added time to first token").met is met


def test_half_a_goal_is_not_measured() -> None:
    """Memory after the load alone does not meet the goal for both."""
    assert goal(results(direct={"own.after.pss": [50.0]}), "translator: memory").met is None


@pytest.mark.parametrize(
    ("p50", "errors", "met"), [([2500.0], [0.0], True), ([2501.0], [0.0], False), ([2000.0, 2000.0, 2000.0], [0.0, 0.0, 1.0], False)]
)
def test_one_error_in_any_round_misses_the_crowds_goal(p50: list[float], errors: list[float], met: bool) -> None:
    """A median would hide it."""
    found = results(direct={"crowd.p50": p50, "crowd.errors": errors}, nginx={"crowd.p50": [1100.0]})
    assert goal(found, "200 paced").met is met


def test_what_rounds_differ_by_anyway_is_no_change_beside_litellm() -> None:
    """The slowest round without LiteLLM's streams bounds what counts as noise."""
    quiet = [1.0, 1.0, 1.5]
    assert goal(results(direct={"beside.quiet.p50": quiet, "beside.p50": [1.5, 1.5, 1.5]}), "a direct request").met
    assert not goal(results(direct={"beside.quiet.p50": quiet, "beside.p50": [1.6, 1.6, 1.6]}), "a direct request").met


def test_both_kinds_of_answers_must_gain_by_a_second_worker() -> None:
    """1.6 times for JSON and for streams."""
    one = {"workers.json.rate": [100.0], "workers.stream.rate": [100.0]}
    two = {"workers.json.rate": [160.0], "workers.stream.rate": [159.0]}
    assert not goal(results(translator=one, translator_2=two), "WORKERS").met
    assert goal(results(translator=one, translator_2=two | {"workers.stream.rate": [170.0]}), "WORKERS").met


@pytest.mark.parametrize(("value", "said"), [(12345.6, "12,346"), (99.44, "99.4"), (0.0666, "0.07")])
def test_numbers_have_the_digits_that_say_something(value: float, said: str) -> None:
    """More would only be noise."""
    assert number(value) == said
