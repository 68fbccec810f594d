"""Ports for what the benchmark starts."""

from gateway.configuration.ports import port_holder, refusal


def free_ports(first: int, count: int) -> list[int]:
    """Return so many free loopback ports, counting up from the first; raises ValueError where there are too few up to first + 99."""
    # Asked twice: one that is not listened on yet may be taken, and one on another address does not refuse.
    found = [port for port in range(first, first + 100) if refusal("127.0.0.1", port) is None and port_holder(port) is None]
    if len(found) < count:
        raise ValueError(
            f"only {len(found)} of the ports {first} to {first + 99} are free, {count} are needed: choose others by --first-port"
        )
    return found[:count]
