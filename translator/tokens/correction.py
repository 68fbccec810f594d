"""How far counts were from what the upstream then reported, for each model, and the small correction that follows from it."""

from collections import deque
from statistics import fmean, median
from typing import Any

ENOUGH = 20
KEPT = 100
MOST = 0.05
AGREEMENT = 0.03  # The middle nine tenths of the ratios lie within this of each other.
LEAST_TOKENS = 200  # Below, a mark more or less is already a percent.
MOST_GUESSED = 0.1


class Correction:
    """One model's observations: reported / counted, the newest of them."""

    def __init__(self) -> None:
        self._ratios: deque[float] = deque(maxlen=KEPT)
        self._observed = 0

    def observe(self, counted: int, guessed: int, reported: int) -> bool:
        """Take in what was counted for a body and what the upstream reported; returns whether it says anything."""
        if min(counted, reported) < LEAST_TOKENS or guessed > MOST_GUESSED * counted:
            return False
        self._ratios.append(reported / counted)
        self._observed += 1
        return True

    @property
    def factor(self) -> float:
        """Return what counts are multiplied by: 1 until enough observations agree, and never far from it."""
        if len(self._ratios) < ENOUGH:
            return 1.0
        ordered = sorted(self._ratios)
        cut = len(ordered) // 20
        if ordered[-1 - cut] - ordered[cut] > AGREEMENT:
            return 1.0
        return min(max(median(ordered), 1 - MOST), 1 + MOST)

    def show(self) -> dict[str, Any]:
        """Return observations (how many ever), mean_error (of uncorrected counts against reports, lately; 0.02 is 2% too high), factor."""
        error = fmean(1 / ratio - 1 for ratio in self._ratios) if self._ratios else 0.0
        return {"observations": self._observed, "mean_error": round(error, 4), "factor": round(self.factor, 4)}
