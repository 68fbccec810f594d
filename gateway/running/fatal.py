"""Ask supervisord which program it has given up: for the case that the listener which should tell cannot run itself."""

import json
from http.client import HTTPException
from pathlib import Path
from typing import cast
from xmlrpc.client import Error, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from gateway.configuration.ports import port_holder
from gateway.running.process_log import last_words
from gateway.running.programs import port_of
from gateway.running.watch import FATAL_FILE
from gateway.settings import Settings


def given_up(socket: Path) -> str | None:
    """Return a program that supervisord does not start any more; None where there is none, or supervisord does not answer."""
    try:
        supervisor = ServerProxy("http://127.0.0.1", transport=SupervisorTransport(None, None, f"unix://{socket}"))
        rows = cast("list[dict[str, str]]", supervisor.supervisor.getAllProcessInfo())
    except (OSError, Error, HTTPException):
        return None
    return next((row["name"].partition("-")[0] for row in rows if row["statename"] == "FATAL"), None)


def failure(status: int | None, signalled: bool, lost: str, settings: Settings) -> str | None:
    """Return why the gateway ends, in one sentence; None where it was asked to.

    status: supervisord's, None while it runs; lost: a program that it has given up.
    """
    folder = settings.run_folder
    try:
        program = json.loads((folder / FATAL_FILE).read_text())["program"]
    except (OSError, ValueError):
        program = lost
    if not program:
        asked = status is None or signalled
        return None if asked else f"supervisord ended by itself (status {status}): see {folder / 'supervisord.log'}."
    port = port_of(program, settings)
    holder = port_holder(port[1]) if port else None
    if port and holder:
        return f"{program} cannot start: port {port[1]} is taken by {holder}. Stop that program, or set {port[0]} to a free port."
    last = last_words(folder / "process.log", program)
    return f"{program} cannot start{f': {last}' if last else ''}. Its own words stand in {folder / 'process.log'}."
