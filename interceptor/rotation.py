"""Look after the size of a log that other processes write, and after the age of what is kept."""

import contextlib
import threading
import time
from collections.abc import Sequence

from interceptor.logfile import LogFile

LOOK_SECONDS = 10.0
DAY = 86_400


def keep_rotating(file: LogFile, seconds: float = LOOK_SECONDS) -> threading.Event:
    """Look every few seconds, in a thread of its own, and rotate the file when it is over its size; set the event to end that."""
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(seconds):
            # A disk in trouble shows where lines are written; here the next look is soon enough.
            with contextlib.suppress(OSError):
                file.rotate_when_full()

    threading.Thread(target=look, name="rotation", daemon=True).start()
    return ended


def keep_forgetting(files: Sequence[LogFile], days: int, keep: int, seconds: float = LOOK_SECONDS) -> threading.Event:
    """Look at once and then every few seconds, in a thread of its own, for what is older than some days; set the event to end that."""
    ended = threading.Event()

    def look() -> None:
        while True:
            for file in files:
                with contextlib.suppress(OSError):
                    forget(file, days, keep, time.time())
            if ended.wait(seconds):
                return

    threading.Thread(target=look, name="retention", daemon=True).start()
    return ended


def forget(file: LogFile, days: int, keep: int, now: float) -> None:
    """Remove what is older than some days from a log, a file at a time; raises OSError.

    A file goes as soon as its first line is too old, so nothing stays longer. So that it holds little that is younger, each begins anew
    after a part of the time: with `keep` older files there are keep + 1 parts.
    """
    file.rotate_older_than(now - days * DAY / (keep + 1))
    file.remove_older_than(now - days * DAY)
