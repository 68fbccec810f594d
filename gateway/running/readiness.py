"""Does a service of this machine answer yet."""

import socket
import ssl

import httpx


def own_tls() -> ssl.SSLContext:
    """Return how this machine asks the gateway itself: its certificate is for those who come from elsewhere, and need not name us."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def answers(url: str) -> bool:
    """Tell whether an address of this machine answers with success."""
    try:
        return httpx.get(url, timeout=2, trust_env=False, verify=own_tls()).is_success
    except httpx.HTTPError:
        return False


def listens(port: int) -> bool:
    """Tell whether somebody listens on a loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
