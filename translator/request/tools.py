"""Tools: what the client executes becomes functions, web search becomes the upstream's own, the rest is left out and noted."""

from collections.abc import Iterator
from typing import Any

from translator.failure import invalid
from translator.plan import Plan, Tool
from translator.request import deferred, web_search
from translator.request.anthropic_tools import definition
from translator.request.functions import custom, defined
from translator.request.tool_names import LEGAL, shortened

# OpenAI refuses a longer list of tools ("array too long. Expected an array with maximum length 128").
MOST = 128
# What only Anthropic's own servers can do, by the beginning of its type.
LEFT_OUT = {
    "web_fetch_": "dropped-web-fetch",
    "code_execution_": "dropped-code-execution",
    "tool_search_tool_": "dropped-tool-search",
    "mcp_toolset": "dropped-mcp-toolset",
    "advisor_": "dropped-advisor",
    "computer_toolset_": "dropped-toolset",
    "browser_toolset_": "dropped-toolset",
}


def apply(plan: Plan) -> None:
    """Fill plan.tools, plan.search and plan.names.

    Deferred tools stand after the others, so that what stands before them stays the same when a search finds one more.
    Raises Failure for what the API refuses: two tools of one name, an input_schema that is no object.
    """
    tools, held = _functions(plan)
    if held:
        found = deferred.found(plan)
        known = [tool for tool in held if tool.name in found]
        if len(known) < len(held) and deferred.searched_by_anthropic(plan):
            # Nobody would ever find the others.
            plan.notes.add("deferred-tools-sent", len(held) - len(known))
            known += [tool for tool in held if tool.name not in found]
        tools += known
    if len(tools) > MOST and plan.target.capability.openai:
        plan.notes.add("tools-over-limit", len(tools) - MOST)
        tools = tools[:MOST]
    plan.tools = tools
    _rename(plan)


def _functions(plan: Plan) -> tuple[list[Tool], list[Tool]]:
    """Return the functions that the model has at once, and the deferred ones."""
    tools: list[Tool] = []
    held: list[Tool] = []
    names: set[str] = set()
    for place, tool in enumerate(plan.body.get("tools") or ()):
        name = tool.get("name")
        if isinstance(name, str):
            if name in names:
                raise invalid("tools: Tool names must be unique.")
            names.add(name)
        made = _function(plan, tool, place)
        if made:
            (held if tool.get("defer_loading") else tools).append(made)
    for place, tool in enumerate(_inline(plan.body["messages"])):
        if tool.get("name") not in names and (made := _function(plan, tool, place)):
            names.add(made.name)
            tools.append(made)
    return tools, held


def _function(plan: Plan, tool: dict[str, Any], place: int) -> Tool | None:
    kind = tool.get("type") or "custom"
    name = tool.get("name")
    if kind == "custom":
        if not name:
            raise invalid(f"tools.{place}.custom.name: String should have at least 1 character")
        return custom(plan, tool, place)
    if kind.startswith("web_search_"):
        web_search.wanted(plan, tool, f"tools.{place}.{kind}")
        return None
    named = isinstance(name, str) and bool(name)
    if named and (meaning := definition(tool)):
        plan.notes.add("anthropic-tool-as-function")
        return defined(plan, tool, meaning)
    if named and isinstance(tool.get("input_schema"), dict):
        plan.notes.add("unknown-tool-type")
        return custom(plan, tool, place)
    plan.notes.add(next((note for start, note in LEFT_OUT.items() if kind.startswith(start)), "dropped-unknown-tool"))
    return None


def _inline(messages: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the tools that are defined in mid-conversation (tool_addition in a system message)."""
    for message in messages:
        if message["role"] == "system" and isinstance(message.get("content"), list):
            for block in message["content"]:
                added = block.get("tool") if block.get("type") == "tool_addition" else None
                tool = added.get("definition") if isinstance(added, dict) else None
                if isinstance(tool, dict) and (isinstance(tool.get("input_schema"), dict) or tool.get("type") not in (None, "custom")):
                    yield tool


def _rename(plan: Plan) -> None:
    """Give every tool, of today and of the history, a name that the upstream takes."""
    illegal = {tool.name for tool in plan.tools if not LEGAL(tool.name)}
    for message in plan.messages:
        if message.role == "assistant":
            illegal.update(block["name"] for block in message.content if block["type"] == "tool_use" and not LEGAL(block["name"]))
    if not illegal:
        return
    taken = {tool.name for tool in plan.tools}
    own: dict[str, str] = {}
    for name in sorted(illegal):
        own[name] = shortened(name, taken)
        taken.add(own[name])
        plan.names[own[name]] = name
    plan.notes.add("tool-name-shortened", len(own))
    for tool in plan.tools:
        tool.name = own.get(tool.name, tool.name)
