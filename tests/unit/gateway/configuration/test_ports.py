"""Real sockets: who holds a port, and whether it can be taken."""

import os
import socket
import subprocess
import sys

from gateway.configuration.ports import port_holder, refusal
from tests.unit.gateway.ports import free, taken


def test_holder_is_named() -> None:
    """The program that listens is named with its pid."""
    with taken() as port:
        holder = port_holder(port)
    assert holder is not None
    assert holder.endswith(f"(pid {os.getpid()})")


def test_nobody_holds_it() -> None:
    """A free port has no holder and no refusal."""
    port = free()
    assert port_holder(port) is None
    assert refusal("127.0.0.1", port) is None


def test_taken() -> None:
    """A port that is listened on is refused, on its address and on all addresses."""
    with taken() as port:
        assert refusal("127.0.0.1", port) is not None
        assert refusal("0.0.0.0", port) is not None


def test_other_address() -> None:
    """A listener on another address does not take ours."""
    with taken("::1") as port:
        assert refusal("127.0.0.1", port) is None


def test_closed_connections_do_not_count() -> None:
    """A port whose last connections only just ended can be taken at once."""
    with taken() as port, socket.create_connection(("127.0.0.1", port)):
        pass
    assert refusal("127.0.0.1", port) is None


def test_no_address_of_this_machine() -> None:
    """An address that is not ours is refused, not taken for a taken port."""
    refused = refusal("192.0.2.1", free())
    assert refused is not None
    assert "assign" in str(refused)


def test_probe_leaves_nothing_behind() -> None:
    """After the probe another process can listen at once."""
    port = free()
    assert refusal("127.0.0.1", port) is None
    code = f"import socket; socket.create_server(('127.0.0.1', {port}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
