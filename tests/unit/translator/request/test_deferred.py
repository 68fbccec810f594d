"""Deferred tools: known to the model from when a search has found them."""

from typing import Any

import pytest

from tests.unit.translator.request.parameters import planned, tool
from translator.request import tools

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
    """Where Anthropic's servers would search, every tool is sent, those already found first, and the others are noted."""
    defined = [SEARCH, tool("a"), tool("c", defer_loading=True), tool("b", defer_loading=True)]
    assert sent(defined, FOUND) == (["a", "b", "c"], {"dropped-tool-search": 1, "deferred-tools-sent": 1})


def test_prefix_kept() -> None:
    """What stands before the deferred tools is the same before and after a search."""
    defined = [tool("a"), tool("b", defer_loading=True), tool("z")]
    before, after = sent(defined)[0], sent(defined, FOUND)[0]
    assert after[: len(before)] == before == ["a", "z"]
