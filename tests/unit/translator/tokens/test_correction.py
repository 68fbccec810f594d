import pytest

from translator.tokens.correction import ENOUGH, Correction


def after(ratios: list[float]) -> Correction:
    """A correction that saw these ratios of reported to counted."""
    correction = Correction()
    for ratio in ratios:
        correction.observe(10_000, 0, round(10_000 * ratio))
    return correction


def test_nothing_is_corrected_before_enough_was_seen() -> None:
    """Nineteen agreeing observations change nothing, the twentieth does."""
    assert after([1.02] * (ENOUGH - 1)).factor == 1
    assert after([1.02] * ENOUGH).factor == pytest.approx(1.02)


@pytest.mark.parametrize(("ratio", "factor"), [(1.4, 1.05), (0.7, 0.95), (0.97, 0.97)])
def test_a_correction_is_five_percent_at_the_most(ratio: float, factor: float) -> None:
    """However far the counts are off, they are moved by no more than 5%."""
    assert after([ratio] * 40).factor == pytest.approx(factor)


def test_observations_that_disagree_correct_nothing() -> None:
    """Where the error changes from message to message there is nothing to learn from it; a single stray one does no harm."""
    assert after([0.97, 1.04] * 20).factor == 1
    assert after([1.02] * 39 + [1.5]).factor == pytest.approx(1.02)


def test_what_says_nothing_is_left_out() -> None:
    """Tiny messages, and those whose count is guessed in good part, are not observed."""
    correction = Correction()
    assert not correction.observe(50, 0, 60)
    assert not correction.observe(10_000, 3000, 10_000)
    assert correction.show() == {"observations": 0, "mean_error": 0.0, "factor": 1.0}


def test_the_error_is_shown() -> None:
    """The mean error says by how much the uncorrected count was too high."""
    assert after([0.8] * 5).show() == {"observations": 5, "mean_error": 0.25, "factor": 1.0}
