"""MIN_TOKENS_LIMIT and MAX_TOKENS_LIMIT against each other."""

import pytest

from gateway.configuration.token_limits import token_limits
from gateway.settings import Settings


@pytest.mark.parametrize(("least", "most"), [(0, 0), (1024, 0), (0, 1024), (1024, 1024), (1, 2)])
def test_what_goes_together(least: int, most: int) -> None:
    """0 is no limit, and equal ones are a fixed length."""
    assert token_limits(Settings(min_tokens_limit=least, max_tokens_limit=most)) == []


def test_least_above_most() -> None:
    """The contradiction is told with both numbers."""
    (problem,) = token_limits(Settings(min_tokens_limit=2000, max_tokens_limit=1000))
    assert str(problem) == "error: MIN_TOKENS_LIMIT: is 2000, above MAX_TOKENS_LIMIT (1000). Lower it, or raise MAX_TOKENS_LIMIT."
