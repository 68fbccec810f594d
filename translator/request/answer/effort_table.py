"""How much a model is to think: the client's words and budgets in the target's own words. One table for every family.

Sources: Anthropic, Effort and Extended thinking (its words, its budgets from 1024 on); OpenAI, Reasoning models (its words; each
model's own are in the capability). Claude Code's budgets are 4000, 10000 and 31999 (think, think hard, ultrathink).
"""

from collections.abc import Sequence

# Every word of every family, weakest first: a target without the word wanted gets its nearest weaker one, else its weakest.
SCALE = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
RANK = {word: rank for rank, word in enumerate(SCALE)}
# What the Messages API takes for output_config.effort; they mean what OpenAI's words of the same name do.
ASKED = ("low", "medium", "high", "xhigh", "max")
# budget_tokens below → word; a larger one is xhigh.
BUDGETS = ((4_000, "low"), (16_000, "medium"), (64_000, "high"))


def nearest(word: str, efforts: Sequence[str]) -> str | None:
    """Return the target's word for an effort: the same, else the strongest one below, else its weakest; None if it has none.

    efforts: the target's own words, weakest first.
    """
    if not efforts:
        return None
    if word in efforts or word not in RANK:
        return word if word in efforts else None
    below = [own for own in efforts if RANK.get(own, -1) < RANK[word]]
    # Thinking that was asked for is not turned off because the word is missing.
    return below[-1] if below and below[-1] != "none" else next(own for own in efforts if own != "none" or len(efforts) == 1)


def of_budget(tokens: int) -> str:
    """Return the word for a thinking budget in tokens."""
    return next((word for most, word in BUDGETS if tokens < most), "xhigh")
