"""Where the translator listens: its port on loopback, for whoever is on this machine, and a Unix socket for nginx."""

import os
import socket
from pathlib import Path

BACKLOG = 2048


def listen(port: int, path: str) -> list[socket.socket]:
    """Return what to accept connections on; path: the Unix socket's, empty for none. Raises OSError."""
    listeners = [socket.create_server(("127.0.0.1", port), backlog=BACKLOG)]
    if path:
        # The port is ours, so what stands there is what an earlier start left.
        Path(path).unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        # Started by root, nginx's workers are somebody else; like the port, it lets in only who shows the edge's secret.
        Path(path).chmod(0o666 if os.geteuid() == 0 else 0o600)
        listener.listen(BACKLOG)
        listeners.append(listener)
    return listeners
