"""Which tools a conversation brings up: deferred ones (defer_loading) that a search has found, and ones defined in its middle.

Measured with Claude Code 2.1.328: it searches by itself, sends each tool only from when it was found, and always sends a deferred
placeholder that nothing ever names and no model is to see.
"""

from collections.abc import Iterator
from typing import Any

from translator.plan import Plan


def searched_by_anthropic(plan: Plan) -> bool:
    """Tell whether the client leaves the search to Anthropic's servers, which are not there to do it."""
    return any(str(tool.get("type")).startswith("tool_search_tool_") for tool in plan.body.get("tools") or ())


def brought_up(plan: Plan, names: bool) -> Iterator[str | dict[str, Any]]:
    """Yield names and definitions in the order of the conversation: found by a search, added, called before, or chosen now.

    names: whether names are wanted; definitions stand in few messages, and only those are looked at without.
    The order keeps the list of tools the same from turn to turn, but for what comes at its end.
    """
    for message in plan.body["messages"]:
        content = message.get("content")
        if not names and message["role"] != "system" and (content.__class__ is str or not _compacted(content)):
            continue
        for block in content if isinstance(content, list) else ():
            kind = block["type"]
            if kind == "tool_use":
                yield block["name"]
            elif kind == "tool_result" or kind == "tool_search_tool_result":
                inner = block.get("content")
                # Anthropic's own search wraps its references once more.
                references = inner.get("tool_references") if isinstance(inner, dict) else inner
                for reference in references if isinstance(references, list) else ():
                    yield from _named(reference)
            elif kind == "tool_addition":
                yield from _added(block)
            elif kind == "compaction":
                changes = block.get("tool_changes")
                for change in changes if isinstance(changes, list) else ():
                    if isinstance(change, dict) and change.get("type") == "tool_addition":
                        yield from _added(change)
    choice = plan.body.get("tool_choice") or {}
    if choice.get("type") == "tool":
        yield choice["name"]


def _compacted(content: list[dict[str, Any]]) -> bool:
    return bool(content) and content[0]["type"] == "compaction"


def _added(block: dict[str, Any]) -> Iterator[str | dict[str, Any]]:
    tool = block.get("tool")
    definition = tool.get("definition") if isinstance(tool, dict) else None
    if not isinstance(definition, dict):
        yield from _named(tool)
    elif isinstance(definition.get("input_schema"), dict) or definition.get("type") not in (None, "custom"):
        yield definition


def _named(reference: Any) -> Iterator[str]:  # noqa: ANN401 (a JSON value)
    if isinstance(reference, dict) and reference.get("type") == "tool_reference":
        for member in ("tool_name", "name"):
            if isinstance(reference.get(member), str):
                yield reference[member]
