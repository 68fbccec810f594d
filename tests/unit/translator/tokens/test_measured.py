from typing import Any

import pytest

from gateway.upstreams.capabilities import abilities
from tests.unit.translator.tokens.measured import MEASURED
from translator.target import Capability, Target, Wire
from translator.tokens.counting import count


def target(model: str, wire: Wire) -> Target:
    """The target as the route table has it."""
    able = abilities(model)
    return Target(model, wire, Capability(efforts=able.efforts, encoding=able.encoding, openai=True))


@pytest.mark.parametrize(("model", "wire", "body", "reported"), MEASURED, ids=[f"{row[0]}-{row[3]}" for row in MEASURED])
def test_a_measured_request_is_counted_as_reported(model: str, wire: Wire, body: dict[str, Any], reported: int) -> None:
    """What OpenAI's API reported for a request is met within 3%, or within the three tokens that tiny requests vary by."""
    assert abs(count(body, target(model, wire)).tokens - reported) <= max(3, 0.03 * reported)
