"""tool_choice for the upstream."""

from typing import Any

import pytest

from tests.unit.translator.request.parameters import COMPATIBLE, planned, target, tool
from translator.failure import Failure
from translator.request.tools import choice, tools

SEARCH = {"type": "web_search_20250305", "name": "web_search"}


@pytest.mark.parametrize("kind", ["auto", "any", "none"])
def test_kinds(kind: str) -> None:
    """auto, any and none are what they are."""
    plan = planned(tools.apply, choice.apply, tools=[tool()], tool_choice={"type": kind})
    assert (plan.choice, plan.choice_name, plan.parallel) == (kind, None, None)


def test_one_tool() -> None:
    """A choice of one tool names it as the upstream knows it."""
    plan = planned(tools.apply, choice.apply, tools=[tool(), tool("has space")], tool_choice={"type": "tool", "name": "has space"})
    assert (plan.choice, plan.choice_name) == ("tool", plan.tools[1].name)


def test_search() -> None:
    """The choice of the web search, as Claude Code makes it, reaches the upstream's own."""
    plan = planned(tools.apply, choice.apply, tools=[SEARCH], tool_choice={"type": "tool", "name": "web_search"})
    assert (plan.choice, plan.choice_name) == ("tool", "web_search")


@pytest.mark.parametrize(("disable", "parallel"), [(True, False), (False, None)])
def test_parallel(disable: bool, parallel: bool | None) -> None:
    """disable_parallel_tool_use is kept."""
    wanted = {"type": "auto", "disable_parallel_tool_use": disable}
    assert planned(tools.apply, choice.apply, tools=[tool()], tool_choice=wanted).parallel is parallel


@pytest.mark.parametrize("body", [{}, {"tools": []}, {"tools": [{"type": "web_fetch_20250910", "name": "web_fetch"}]}])
def test_no_tools(body: dict[str, Any]) -> None:
    """A choice without any tool for the upstream is dropped, and noted."""
    plan = planned(tools.apply, choice.apply, tool_choice={"type": "any", "disable_parallel_tool_use": True}, **body)
    assert (plan.choice, plan.parallel) == (None, None)
    assert plan.notes.kinds["dropped-tool-choice"] == 1


def test_left_out_tool() -> None:
    """A choice of a tool that had to be left out is dropped, and noted."""
    to = target(COMPATIBLE, "chat")
    plan = planned(tools.apply, choice.apply, to=to, tools=[tool(), SEARCH], tool_choice={"type": "tool", "name": "web_search"})
    assert plan.choice is None
    assert plan.notes.kinds == {"dropped-web-search": 1, "dropped-tool-choice": 1}


def test_unknown_tool() -> None:
    """A choice of a tool that is not defined is refused in the API's words."""
    with pytest.raises(Failure, match="Tool 'other' not found in provided tools"):
        planned(tools.apply, choice.apply, tools=[tool()], tool_choice={"type": "tool", "name": "other"})
