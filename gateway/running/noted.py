"""What is noted of the running gateway, by whichever thread: once it is said to stop, nothing takes that back."""

import threading
from dataclasses import replace
from pathlib import Path

from gateway.running import instance
from gateway.running.instance import Instance


class Noted:
    """The instance file of one run folder."""

    def __init__(self, run_folder: Path) -> None:
        self._folder = run_folder
        self._one = threading.Lock()
        self._stopping = False

    def write(self, now: Instance, *, ready: bool, stopping: bool = False) -> None:
        """Write it down, unless it stops already: a reload may end later than that; raises OSError."""
        with self._one:
            if not self._stopping:
                self._stopping = stopping
                instance.write(self._folder, replace(now, ready=ready, stopping=stopping))
