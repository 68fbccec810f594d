"""An event loop whose clock does not wait: it leaps to whatever is due next, so that no machine is too slow for a test."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Leaps(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += max(0.0, timeout or 0.0)
        return super().select(0)


class LeapingLoop(asyncio.SelectorEventLoop):
    """For what waits for nothing but time and itself: neither sockets nor threads."""

    def __init__(self) -> None:
        self._leaps = _Leaps()
        super().__init__(self._leaps)

    def time(self) -> float:
        """Return the seconds that would have passed."""
        return self._leaps.now

    def hold(self, seconds: float) -> None:
        """Let time pass as if something else had kept the loop busy."""
        self._leaps.now += seconds


def run_leaping(work: Coroutine[Any, Any, T]) -> T:
    """Run this as asyncio.run() would, in no time."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(work)
