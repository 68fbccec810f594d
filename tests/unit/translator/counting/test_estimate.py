import pytest

from translator.counting import estimate
from translator.counting.estimate import Estimates


def test_it_learns_from_what_the_upstream_counts() -> None:
    """The first guess is a quarter of the bytes; later ones follow what was reported, for each model by itself."""
    estimates = Estimates()
    assert estimates.tokens("a", 4000) == 1000
    estimates.learn("a", 4000, 800)
    assert estimates.tokens("a", 4000) == 800
    for _ in range(50):
        estimates.learn("a", 4000, 1200)
    assert 1190 <= estimates.tokens("a", 4000) <= 1200
    assert estimates.tokens("b", 4000) == 1000


def test_nothing_said_teaches_nothing() -> None:
    """Without counts the estimate stays; it is never 0."""
    estimates = Estimates()
    estimates.learn("a", 4000, 0)
    estimates.learn("a", 0, 10)
    assert estimates.tokens("a", 4000) == 1000
    assert estimates.tokens("a", 0) == 1


def test_names_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backend that answers for whatever name fills no memory."""
    monkeypatch.setattr(estimate, "MOST_MODELS", 2)
    estimates = Estimates()
    for number in range(5):
        estimates.learn(str(number), 4000, 800)
    assert [estimates.tokens(str(number), 4000) for number in range(4)] == [800, 800, 1000, 1000]
