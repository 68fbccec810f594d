"""What an image costs: OpenAI's published rules for each family of models (Images and vision, Calculating costs).

No detail is ever sent, which means auto: the rules below are those of auto for each family.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, sqrt

Size = tuple[int, int]

PATCH = 32
TILE = 512
HIGH_BUDGET = 2500
UNKNOWN_SIZE: Size = (1024, 1024)  # An image by address; nothing is fetched to count it.


@dataclass(frozen=True)
class Tiles:
    """The older rule: fit into 2048 by 2048, the short side to 768; a base and so much for each 512-pixel tile."""

    base: int
    tile: int

    def tokens(self, size: Size) -> int:
        """Return the tokens of an image of this size."""
        width, height = _fitted(size, 2048)
        if min(width, height) > 768:
            scale = 768 / min(width, height)
            width, height = floor(width * scale + 1e-9), floor(height * scale + 1e-9)
        return self.base + self.tile * ceil(width / TILE) * ceil(height / TILE)

    def high(self, size: Size) -> int:
        """Return the tokens at detail high, which auto means."""
        return self.tokens(size)

    def low(self, size: Size) -> int:
        """Return the tokens at detail low, which are the same for every size."""
        del size
        return self.base


@dataclass(frozen=True)
class Patches:
    """The newer rule: 32-pixel patches after scaling to longest and, where there is one, a budget of patches, times a multiplier."""

    multiplier: float
    longest: int
    budget: int | None
    low_longest: int = TILE

    def tokens(self, size: Size) -> int:
        """Return the tokens of an image of this size."""
        return self._tokens(_fitted(size, self.longest), self.budget)

    def high(self, size: Size) -> int:
        """Return the tokens at detail high, which may be less than auto."""
        return self._tokens(_fitted(size, min(self.longest, 2048)), min(self.budget or HIGH_BUDGET, HIGH_BUDGET))

    def low(self, size: Size) -> int:
        """Return the tokens at detail low."""
        return self._tokens(_fitted(size, self.low_longest), self.budget)

    def _tokens(self, size: Size, budget: int | None) -> int:
        width, height = size
        patches = ceil(width / PATCH) * ceil(height / PATCH)
        if budget is not None and patches > budget:
            scale = sqrt(PATCH * PATCH * budget / (width * height))
            across, down = width * scale / PATCH, height * scale / PATCH
            scale *= min(floor(across) / across, floor(down) / down) if across >= 1 and down >= 1 else 1
            width, height = floor(width * scale + 1e-9), floor(height * scale + 1e-9)
            patches = min(ceil(width / PATCH) * ceil(height / PATCH), budget)
        return ceil(patches * self.multiplier - 1e-9)


Rule = Tiles | Patches

_OLD = Tiles(85, 170)
_SMALL_5 = Patches(1.2, 2048, 1536)
# The first that matches the whole name (without provider, small letters) counts.
RULES: tuple[tuple[str, Rule], ...] = (
    (r"gpt-4o-mini.*", Tiles(2833, 5667)),
    (r"gpt-4\.1-mini.*", Patches(1.62, 2048, 6144, low_longest=2048)),
    (r"gpt-4\.1-nano.*", Patches(2.46, 2048, 1536)),
    (r"o4-mini.*|codex-mini.*", Patches(1.72, 2048, 1536)),
    (r"o[1-9].*", Tiles(75, 150)),
    (r"computer-use.*", Tiles(65, 129)),
    (r"gpt-5-nano.*", Patches(1.5, 2048, 1536)),
    (r"gpt-5-mini.*|gpt-5(\.1)?-codex-mini.*", _SMALL_5),
    (r"gpt-5(\.1)?(-.*)?", Tiles(70, 140)),
    (r"gpt-5\.[23].*", Patches(1.2, 2048, 6144, low_longest=2048)),
    (r"gpt-5\.4.*", Patches(1.2, 2048, 2500, low_longest=2048)),
    (r"gpt-5\.5.*", Patches(1.2, 6000, 10000)),
    (r"gpt-5\.\d.*|gpt-[6-9].*", Patches(1.2, 65535, None)),
)


@lru_cache(maxsize=256)
def rule(model: str) -> Rule:
    """Return the rule of a model, by its name with or without a provider; models of others are taken for gpt-4o's kind."""
    name = model.rpartition("/")[2].lower()
    return next((found for pattern, found in RULES if re.fullmatch(pattern, name)), _OLD)


def _fitted(size: Size, longest: int) -> Size:
    width, height = size
    if max(width, height) <= longest:
        return size
    scale = longest / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))
