"""Where the translator listens: its port on loopback, for whoever is on this machine, and Unix sockets for nginx."""

import os
import socket
from collections.abc import Sequence
from pathlib import Path

BACKLOG = 2048


def on_port(port: int) -> socket.socket:
    """Return what accepts connections from this machine's programs. Raises OSError."""
    return socket.create_server(("127.0.0.1", port), backlog=BACKLOG)


def on_paths(paths: Sequence[str]) -> list[socket.socket]:
    """Return what accepts nginx's connections; called once the port is ours, so that what stands there is left over. Raises OSError."""
    listeners = []
    for path in paths:
        Path(path).unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        # Started by root, nginx's workers are somebody else; like the port, it lets in only who shows the edge's secret.
        Path(path).chmod(0o666 if os.geteuid() == 0 else 0o600)
        listener.listen(BACKLOG)
        listeners.append(listener)
    return listeners
