"""Who listens on a port of this machine, and whether we may."""

import socket

import psutil


def refusal(host: str, port: int) -> OSError | None:
    """Try to take a port and give it back at once; returns why that is refused, None where it is not."""
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE):
            with socket.socket(family, kind, protocol) as probe:
                # As nginx does: connections that just ended do not count, and :: alone takes IPv4 too.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(host != "::"))
                probe.bind(address)
    except OSError as error:
        return error
    return None


def port_holder(port: int) -> str | None:
    """Return who listens on a local TCP port, as name and pid where the system tells; None where nobody is seen to."""
    try:
        listening = [one for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
    except psutil.Error:
        return None
    pids = [one.pid for one in listening if one.laddr and one.laddr.port == port]
    for pid in pids:
        try:
            return f"{psutil.Process(pid).name()} (pid {pid})" if pid else "another program"
        except psutil.Error:
            continue
    return "another program" if pids else None
