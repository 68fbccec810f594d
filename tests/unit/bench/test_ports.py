import pytest

from bench.ports import free_ports
from tests.unit.gateway.ports import taken


def test_taken_ports_are_left_out() -> None:
    """Somebody else's gateway keeps its ports."""
    with taken() as port:
        first = min(port, 65_000)
        found = free_ports(first, 3)
    assert port not in found
    assert len(set(found)) == 3


def test_too_few_ports_are_told() -> None:
    """With the option that helps."""
    with pytest.raises(ValueError, match="--first-port"):
        free_ports(45_000, 101)
