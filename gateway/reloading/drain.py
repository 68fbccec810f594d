"""After a reload: what served before ends once nothing is left that it must finish."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from gateway.reloading import edge
from gateway.reloading.supervisor import Supervisor

LOOK_SECONDS = 0.5
# nginx gives the interceptor's requests no longer; a page that listens comes back by itself. Two of them would write the same files.
INTERCEPTOR_SECONDS = 10.0


@dataclass(frozen=True)
class Drain:
    """workers: nginx's, from before; names: supervisord's, of the programs behind them that nobody else uses."""

    supervisor: Supervisor
    workers: Sequence[psutil.Process]
    names: Sequence[str]

    def run(self, stop: threading.Event) -> bool:
        """Wait for the workers' last stream, however long that takes, then end the programs; tells whether it came to that."""
        began, left = time.monotonic(), list(self.names)
        while edge.serve(self.workers):
            if stop.wait(LOOK_SECONDS):
                return False
            for name in [one for one in left if one.startswith("interceptor") and time.monotonic() - began > INTERCEPTOR_SECONDS]:
                self.supervisor.stop(name)
                left.remove(name)
        for name in left:
            self.supervisor.stop(name)
        return True
