"""Look after the size of a log that other processes write."""

import contextlib
import threading

from interceptor.logfile import LogFile

LOOK_SECONDS = 10.0


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
