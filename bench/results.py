"""What was measured: every number of every round, and what went wrong."""

import statistics
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.trial import Numbers


@dataclass
class Results:
    """values: system → number's name → one value a round. faults: what failed, in words."""

    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, system: str, numbers: Numbers) -> None:
        """Add the numbers of one trial."""
        own = self.values.setdefault(system, {})
        for name, value in numbers.items():
            own.setdefault(name, []).append(value)

    def rounds(self, system: str, name: str) -> list[float]:
        """Return the values of all rounds; empty where it was not measured."""
        return self.values.get(system, {}).get(name, [])

    def median(self, system: str, name: str) -> float | None:
        """Return the median of the rounds; None where it was not measured."""
        found = self.rounds(system, name)
        return statistics.median(found) if found else None

    def worst(self, system: str, name: str) -> float | None:
        """Return the largest value of the rounds; None where it was not measured."""
        return max(self.rounds(system, name), default=None)

    def ratio(self, system: str, name: str, to: str) -> float | None:
        """Return a system's median over another's; None where either was not measured."""
        mine, other = self.median(system, name), self.median(to, name)
        return mine / other if mine is not None and other else None

    def plain(self) -> dict[str, Any]:
        """Return everything as plain data, with the medians."""
        medians = {system: {name: self.median(system, name) for name in own} for system, own in self.values.items()}
        return {**asdict(self), "medians": medians}
