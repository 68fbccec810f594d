"""Which deferred tools (defer_loading) the model may know of: those that a tool search has found, as at Anthropic.

Measured with Claude Code 2.1.328: it searches by itself, sends each tool only from when it was found, and always sends a deferred
placeholder that nothing ever names and no model is to see.
"""

from typing import Any

from translator.plan import Plan


def searched_by_anthropic(plan: Plan) -> bool:
    """Tell whether the client leaves the search to Anthropic's servers, which are not there to do it."""
    return any(str(tool.get("type")).startswith("tool_search_tool_") for tool in plan.body.get("tools") or ())


def found(plan: Plan) -> set[str]:
    """Return the names of tools that the conversation has brought up: found by a search, added, called before, or chosen now."""
    names: set[str] = set()
    for message in plan.body["messages"]:
        content = message.get("content")
        for block in content if isinstance(content, list) else ():
            kind = block["type"]
            if kind == "tool_use":
                names.add(block["name"])
            elif kind == "tool_addition":
                _take(block.get("tool"), names)
            elif kind in ("tool_result", "tool_search_tool_result"):
                inner = block.get("content")
                # Anthropic's own search wraps its references once more.
                references = inner.get("tool_references") if isinstance(inner, dict) else inner
                for reference in references if isinstance(references, list) else ():
                    _take(reference, names)
    choice = plan.body.get("tool_choice") or {}
    if choice.get("type") == "tool":
        names.add(choice["name"])
    return names


def _take(reference: Any, names: set[str]) -> None:  # noqa: ANN401 (a JSON value)
    if isinstance(reference, dict) and reference.get("type") == "tool_reference":
        for member in ("tool_name", "name"):
            if isinstance(reference.get(member), str):
                names.add(reference[member])
