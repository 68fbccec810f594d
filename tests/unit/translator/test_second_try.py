from typing import Any

import pytest

from gateway.errors.error_table import SEALED, TOO_MANY_TOOLS
from translator.errors import from_upstream
from translator.failure import Failure
from translator.plan import Plan
from translator.request import to_chat
from translator.request.passes import plan as make_plan
from translator.second_try import ToolLimits
from translator.target import Capability, Target

URL = "http://127.0.0.1:8000/v1/chat/completions"
LONG = "mcp__" + "x" * 80


def planned(count: int, called: str = "") -> Plan:
    """The plan of a request with so many tools, one of which the conversation has called."""
    tools = [{"name": f"t{at}", "input_schema": {"type": "object", "properties": {}}} for at in range(count)]
    tools.append({"name": LONG, "input_schema": {"type": "object", "properties": {}}})
    messages: list[dict[str, Any]] = [{"role": "user", "content": "x"}]
    if called:
        messages += [
            {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": called, "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "y"}]},
        ]
    body = {"model": "m", "max_tokens": 10, "messages": messages, "tools": tools}
    return make_plan(body, Target("own", "chat", Capability()), "m", None)


def names(plan: Plan, body: dict[str, Any]) -> list[str]:
    """The tools that a body holds, as the client knows them."""
    upstream = [tool["function"]["name"] for tool in body["tools"]]
    return [plan.names.get(name, name) for name in upstream]


@pytest.mark.parametrize(
    ("said", "most"),
    [
        ("Invalid 'tools': array too long. Expected an array with maximum length 64, but got an array with length 70 instead.", 64),
        ("'tools' : maximum number of items is 32", 32),
        ("Too many tools: at most 20 are supported", 20),
        ("too many tools", 128),
    ],
)
def test_as_many_as_the_upstream_takes(said: str, most: int) -> None:
    """What an upstream says it takes it gets, what the conversation has called among it; the next request holds no more at once."""
    limits, plan = ToolLimits(), planned(200, called=LONG)
    body = to_chat.write(plan)
    failure, again = from_upstream(400, ('{"error":{"message":"' + said + '"}}').encode(), {}, None, 0)
    assert (failure.cause, again) == (TOO_MANY_TOOLS, False)
    assert limits.mended(failure, plan, URL, body)
    assert names(plan, body) == [*(f"t{at}" for at in range(most - 1)), LONG]
    assert plan.notes.kinds["tools-over-limit"] == 201 - most
    later = planned(200)
    body = to_chat.write(later)
    limits.keep(later, URL, body)
    assert names(later, body) == [f"t{at}" for at in range(most)]
    other = to_chat.write(later)
    limits.keep(later, "http://127.0.0.1:8001/v1/chat/completions", other)
    assert len(other["tools"]) == 201


def test_what_cannot_be_mended() -> None:
    """A refusal of anything else, or of a list that is no longer than what is taken, is not asked again."""
    limits, plan = ToolLimits(), planned(3)
    body = to_chat.write(plan)
    for failure in (
        Failure(400, "invalid_request_error", "x", cause="refused"),
        Failure(400, "invalid_request_error", "too many tools", cause=TOO_MANY_TOOLS),
        Failure(400, "invalid_request_error", "x", cause=SEALED),
    ):
        assert not limits.mended(failure, plan, URL, body)
    assert len(body["tools"]) == 4
    assert not plan.notes.kinds.keys() & {"tools-over-limit", "dropped-unreadable-reasoning"}
