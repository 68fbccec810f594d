"""Limits of the answer that contradict each other."""

from gateway.problems import Problem
from gateway.settings import Settings


def token_limits(settings: Settings) -> list[Problem]:
    """Return what is wrong with MIN_TOKENS_LIMIT beside MAX_TOKENS_LIMIT."""
    if not settings.max_tokens_limit or settings.min_tokens_limit <= settings.max_tokens_limit:
        return []
    what = f"is {settings.min_tokens_limit}, above MAX_TOKENS_LIMIT ({settings.max_tokens_limit})."
    return [Problem("MIN_TOKENS_LIMIT", what, "Lower it, or raise MAX_TOKENS_LIMIT.")]
