"""Ask supervisord which program it has given up: for the case that the listener which should tell cannot run itself."""

from http.client import HTTPException
from pathlib import Path
from typing import cast
from xmlrpc.client import Error, ServerProxy

from supervisor.xmlrpc import SupervisorTransport


def given_up(socket: Path) -> str | None:
    """Return a program that supervisord does not start any more; None where there is none, or supervisord does not answer."""
    try:
        supervisor = ServerProxy("http://127.0.0.1", transport=SupervisorTransport(None, None, f"unix://{socket}"))
        rows = cast("list[dict[str, str]]", supervisor.supervisor.getAllProcessInfo())
    except (OSError, Error, HTTPException):
        return None
    return next((row["name"] for row in rows if row["statename"] == "FATAL"), None)
