"""What a record costs."""

import pytest

from gateway.costs.charges import charge
from gateway.costs.prices import Prices
from gateway.records import Record

ROWS: dict[str, list[float | int | None]] = {
    "gpt-x": [2e-6, 5e-7, 2e-6, 8e-6, 0.01],
    "claude-sonnet-4-5": [3e-6, 3e-7, 3.75e-6, 15e-6, 0.01],
}


def record(**more: object) -> Record:
    """Return a record with tokens of every kind."""
    counts = {"input_tokens": 1000, "written_tokens": 400, "cached_tokens": 2000, "output_tokens": 100, "searches": 1}
    return Record(time="t", request_id="r", **{"model": "claude-sonnet-4-5", "target": "gpt-x", **counts, **more})  # type: ignore[arg-type]


def test_both_prices() -> None:
    """What was written to the cache counts once, at its own price."""
    one = record()
    charge(one, Prices(ROWS))
    assert one.cost_usd == pytest.approx(600 * 2e-6 + 400 * 2e-6 + 2000 * 5e-7 + 100 * 8e-6 + 0.01)
    assert one.claude_cost_usd == pytest.approx(600 * 3e-6 + 400 * 3.75e-6 + 2000 * 3e-7 + 100 * 15e-6 + 0.01)


@pytest.mark.parametrize("more", [{"target": None, "model": None}, {"target": "unknown", "model": "gpt-x"}])
def test_unknown_prices_stay_unset(more: dict[str, object]) -> None:
    """A model that no table knows costs nothing that could be told, and only Claude's names have a Claude price."""
    one = record(**more)
    charge(one, Prices(ROWS))
    assert (one.cost_usd, one.claude_cost_usd) == (None, None)


def test_no_answer_costs_nothing() -> None:
    """Without tokens there is no cost."""
    one = Record(time="t", request_id="r", model="claude-sonnet-4-5", target="gpt-x", status=500)
    charge(one, Prices(ROWS))
    assert (one.cost_usd, one.claude_cost_usd) == (None, None)
