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
