"""What the translator's workers are busy with now: asked of them, one question at a time, its answer good for a second."""

import threading
import time
from collections.abc import Callable
from typing import Any

GOOD_SECONDS = 1.0
Flights = list[dict[str, Any]]


class InFlight:
    """The requests in flight; ask: returns them, and may raise OSError; None where nobody can tell."""

    def __init__(self, ask: Callable[[], Flights] | None) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._asked: float | None = None
        self._told: Flights | None = None

    def read(self) -> Flights | None:
        """Return the requests in flight; None where nobody tells them."""
        if self._ask is None or self._fresh() or not self._lock.acquire(blocking=self._asked is None):
            return self._told
        try:
            if not self._fresh():
                self._told = self._ask()
                self._asked = time.monotonic()
        except (OSError, ValueError):
            self._told, self._asked = None, time.monotonic()
        finally:
            self._lock.release()
        return self._told

    def _fresh(self) -> bool:
        return self._asked is not None and time.monotonic() - self._asked < GOOD_SECONDS
