"""Ports for the unit tests of the gateway."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.gateway import free_ports


@contextmanager
def taken(host: str = "127.0.0.1") -> Iterator[int]:
    """Listen on a free port of a loopback address, and give its number."""
    with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as server:
        yield int(server.getsockname()[1])


def free() -> int:
    """Return a port that nobody listens on."""
    return free_ports(1)[0]
