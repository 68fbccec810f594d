"""The parts of the benchmark, in the order in which each round runs them."""

from collections.abc import Callable
from dataclasses import dataclass

from bench import loads, streams
from bench.systems import PATHS
from bench.trial import Numbers, Trial

ALL = ("nginx", "stock", *PATHS, "translator")


@dataclass(frozen=True)
class Part:
    """One part and the systems it is for. often: in every round also for slow systems; else in their first alone."""

    run: Callable[[Trial], Numbers]
    systems: tuple[str, ...] = ALL
    often: bool = True

    @property
    def about(self) -> str:
        """Return in a line what it measures."""
        return (self.run.__doc__ or "").splitlines()[0]


PARTS: dict[str, Part] = {
    "json": Part(loads.json),
    "stream": Part(loads.stream),
    "chat": Part(loads.chat),
    "first": Part(streams.first),
    "paced": Part(streams.paced),
    "crowd": Part(streams.crowd, often=False),
    "beside": Part(loads.beside, ("direct",)),
    "workers": Part(loads.workers, ("translator", "translator-2")),
}
