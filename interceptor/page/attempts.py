"""Wrong keys: counted, and each further one waits longer."""

import threading
import time
from collections.abc import Callable

FREE, LONGEST = 3, 60.0


class Attempts:
    """After FREE wrong keys the next try is taken only after 2, 4, 8 … up to LONGEST seconds; a right one forgets them all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._wrong, self._until = 0, 0.0

    def wait(self) -> int:
        """Return the seconds until the next try is taken; 0 where it is taken now."""
        with self._lock:
            return max(0, -int(-(self._until - self._clock()) // 1))

    def wrong(self) -> None:
        """Count a wrong key."""
        with self._lock:
            self._wrong += 1
            if self._wrong >= FREE:
                self._until = self._clock() + min(2.0 ** (self._wrong - FREE + 1), LONGEST)

    def right(self) -> None:
        """Forget the wrong ones."""
        with self._lock:
            self._wrong, self._until = 0, 0.0
