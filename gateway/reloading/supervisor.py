"""supervisord as a reload asks it: one program's state, start, stop and signals."""

from http.client import HTTPException
from pathlib import Path
from typing import Any
from xmlrpc.client import Error, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

# A program and those that may run beside it: as many as the numprocs in supervisord.conf, and one.
SLOTS = 4


class Supervisor:
    """One supervisord, by its socket; each question has a connection of its own, so that any thread may ask."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    def state(self, name: str) -> tuple[str, int]:
        """Return a program's state, as supervisord words it, and its pid (0 where it does not run)."""
        try:
            row = self._ask("getProcessInfo", _full(name))
        except (OSError, Error, HTTPException):
            return "UNKNOWN", 0
        return str(row["statename"]), int(row["pid"])

    def free_slot(self, service: str) -> str | None:
        """Return the name of a service's program that does not run; None where all do."""
        names = [service, *(f"{service}-{number}" for number in range(2, SLOTS + 1))]
        return next((name for name in names if self.state(name)[0] in ("STOPPED", "EXITED", "FATAL")), None)

    def start(self, name: str) -> bool:
        """Start a program, without waiting for it; tells whether supervisord does."""
        try:
            return bool(self._ask("startProcess", _full(name), False))
        except (OSError, Error, HTTPException):
            return False

    def stop(self, name: str) -> bool:
        """Stop a program and wait for its end; tells whether supervisord did."""
        try:
            return bool(self._ask("stopProcess", _full(name)))
        except (OSError, Error, HTTPException):
            return False

    def signal(self, name: str, signal: str) -> bool:
        """Send a program a signal, by its name without SIG; tells whether supervisord did."""
        try:
            return bool(self._ask("signalProcess", _full(name), signal))
        except (OSError, Error, HTTPException):
            return False

    def _ask(self, method: str, *arguments: object) -> Any:  # noqa: ANN401 (whatever supervisord answers)
        with ServerProxy("http://127.0.0.1", transport=SupervisorTransport(None, None, f"unix://{self._socket}")) as server:
            return getattr(server.supervisor, method)(*arguments)


def _full(name: str) -> str:
    service, dash, _ = name.partition("-")
    return f"{service}-spare:{name}" if dash else name
