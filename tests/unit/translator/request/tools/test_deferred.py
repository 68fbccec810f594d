"""Deferred tools: known to the model from when a search has found them."""

from itertools import pairwise
from typing import Any

import pytest

from tests.unit.translator.request.parameters import planned, tool
from translator.failure import Failure
from translator.request.tools import tools

SEARCH = {"type": "tool_search_tool_regex_20251119", "name": "tool_search_tool_regex"}
REFERENCE = {"type": "tool_reference", "tool_name": "b"}
FOUND = {"type": "tool_result", "tool_use_id": "x", "content": [REFERENCE]}


def sent(defined: list[dict[str, Any]], *blocks: dict[str, Any], choice: dict[str, str] | None = None) -> tuple[list[str], dict[str, int]]:
    """Return the names of the tools that the upstream gets after a history with these blocks, and the notes."""
    plan = planned(tools.apply, tools=defined, messages=[{"role": "user", "content": list(blocks)}], tool_choice=choice)
    return [one.name for one in plan.tools], plan.notes.kinds


def test_not_found_yet() -> None:
    """A deferred tool that no search has found is not shown to the model, as at Anthropic: Claude Code's placeholder is one."""
    assert sent([tool("ToolSearch"), tool("DeferredToolPlaceholder", defer_loading=True), tool("Write")]) == (["ToolSearch", "Write"], {})


@pytest.mark.parametrize(
    "block",
    [
        FOUND,
        {
            "type": "tool_search_tool_result",
            "tool_use_id": "x",
            "content": {"type": "tool_search_tool_search_result", "tool_references": [REFERENCE]},
        },
        {"type": "tool_use", "id": "x", "name": "b", "input": {}},
        {"type": "tool_addition", "tool": {"type": "tool_reference", "name": "b"}},
    ],
)
def test_found(block: dict[str, Any]) -> None:
    """A deferred tool that a search has found, or that was added or called before, can be called, without a note."""
    assert sent([tool("a"), tool("b", defer_loading=True), tool("c", defer_loading=True)], block) == (["a", "b"], {})


def test_chosen() -> None:
    """A deferred tool that the client wants to be called is there."""
    assert sent([tool("b", defer_loading=True)], choice={"type": "tool", "name": "b"}) == (["b"], {})


def test_search_of_anthropic() -> None:
    """Where Anthropic's servers would search, every tool is sent, always in the same order, and that is noted."""
    defined = [SEARCH, tool("a"), tool("c", defer_loading=True), tool("b", defer_loading=True)]
    assert sent(defined, FOUND) == (["a", "c", "b"], {"dropped-tool-search": 1, "deferred-tools-sent": 2})


def test_prefix_kept() -> None:
    """What stands before the deferred tools is the same before and after a search."""
    defined = [tool("a"), tool("b", defer_loading=True), tool("z")]
    before, after = sent(defined)[0], sent(defined, FOUND)[0]
    assert after[: len(before)] == before == ["a", "z"]


def reference(name: str) -> dict[str, Any]:
    """Return the result of a search that found one tool."""
    return {"type": "tool_result", "tool_use_id": name, "content": [{"type": "tool_reference", "tool_name": name}]}


def addition(name: str) -> dict[str, Any]:
    """Return a tool that is defined in mid-conversation."""
    return {"type": "tool_addition", "tool": {"type": "tool_definition", "definition": tool(name)}}


def test_order() -> None:
    """Tools come in the order in which the conversation brought them up, so that each new one stands last (prompt caching)."""
    defined = [tool("a"), tool("b", defer_loading=True), tool("c", defer_loading=True)]
    story = [reference("c"), addition("z"), reference("b"), addition("y"), reference("c"), addition("z")]
    names = [sent(defined, *story[:length])[0] for length in range(len(story) + 1)]
    assert names[-1] == ["a", "c", "z", "b", "y"]
    assert all(longer[: len(shorter)] == shorter for shorter, longer in pairwise(names))


def test_tools_of_a_compacted_range() -> None:
    """A compaction block brings the tools that were added in what it stands for (Anthropic, tool_changes)."""
    block = {"type": "compaction", "content": "s", "tool_changes": [addition("z"), {"type": "tool_removal", "tool": {"name": "q"}}, 5]}
    assert sent([tool("a")], block)[0] == ["a", "z"]


def test_a_broken_definition() -> None:
    """A tool that is defined in mid-conversation is checked as the others are."""
    broken = {"type": "tool_addition", "tool": {"type": "tool_definition", "definition": {"name": 3, "input_schema": {}}}}
    with pytest.raises(Failure, match=r"definition\.custom\.name: Input should be a valid string"):
        planned(tools.apply, messages=[{"role": "system", "content": [broken]}])
