"""Does a service of this machine answer yet."""

import socket

import httpx


def answers(url: str) -> bool:
    """Tell whether an address of this machine answers with success."""
    try:
        return httpx.get(url, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def listens(port: int) -> bool:
    """Tell whether somebody listens on a loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
