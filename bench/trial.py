"""One system's turn in one part of the benchmark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.systems import System

Numbers = dict[str, float]
# What a stream or a system that does not answer may take, in seconds.
PATIENCE = 60.0


@dataclass(frozen=True)
class Trial:
    """One system's turn. seconds: how long wrk runs, for a system that is not slow; folder: for wrk's files."""

    system: System
    seconds: int
    folder: Path


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed; raises ValueError where there are none."""
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
