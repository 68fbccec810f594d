"""Tools: what the client executes becomes functions, web search becomes the upstream's own, the rest is left out and noted."""

from dataclasses import replace
from typing import Any

from translator.failure import invalid
from translator.notes import Notes
from translator.plan import Plan, Tool
from translator.request.shape.tools import tool_fault
from translator.request.tools import deferred, tool_limit, web_search
from translator.request.tools.anthropic_tools import definition
from translator.request.tools.functions import custom, defined
from translator.request.tools.kept import Functions, Kept
from translator.request.tools.tool_names import LEGAL, shortened

# Names found to be legal: those of a session come with each of its requests.
_KNOWN: set[str] = set()
MOST_KNOWN = 4096
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

    What the conversation brings up stands after the rest, in its order, so that what stands before it stays the same from turn to turn.
    Raises Failure for what the API refuses: two tools of one name, an input_schema that is no object.
    """
    tools, held = _known_functions(plan)
    if held and deferred.searched_by_anthropic(plan):
        # Nobody would ever find them.
        plan.notes.add("deferred-tools-sent", len(held))
        tools += held.values()
        held = {}
    _bring_up(plan, tools, held)
    most = tool_limit.MOST - (plan.search is not None)
    if len(tools) > most and plan.target.capability.openai:
        stay = tool_limit.kept(plan, [tool.name for tool in tools], most)
        plan.notes.add(tool_limit.NOTE, len(tools) - most)
        tools = [tool for tool in tools if tool.name in stay]
    plan.tools = tools
    _rename(plan)


def _known_functions(plan: Plan) -> tuple[list[Tool], dict[str, Tool]]:
    """Return what _functions does, found once for a list that comes again; its tools are shared, so never change one."""
    kept = plan.body.get("tools")
    if not isinstance(kept, Kept):
        return _functions(plan)
    openai = plan.target.capability.openai
    known = kept.functions.get(openai)
    if known is None:
        if any((tool.get("type") or "custom") != "custom" for tool in kept):
            return _functions(plan)
        apart = replace(plan, notes=Notes())
        known = kept.functions[openai] = Functions(*_functions(apart), apart.notes.kinds, {})
    for kind, count in known.notes.items():
        plan.notes.add(kind, count)
    return known.tools.copy(), known.held.copy()


def _functions(plan: Plan) -> tuple[list[Tool], dict[str, Tool]]:
    """Return the functions that the model has at once, and the deferred ones by name."""
    tools: list[Tool] = []
    held: dict[str, Tool] = {}
    names: set[str] = set()
    for place, tool in enumerate(plan.body.get("tools") or ()):
        name = tool.get("name")
        if isinstance(name, str):
            if name in names:
                raise invalid("tools: Tool names must be unique.")
            names.add(name)
        made = _function(plan, tool, place)
        if made is None:
            continue
        if tool.get("defer_loading"):
            held[made.name] = made
        else:
            tools.append(made)
    return tools, held


def _bring_up(plan: Plan, tools: list[Tool], held: dict[str, Tool]) -> None:
    """Append the deferred tools that were found, and those that are defined in mid-conversation (tool_addition)."""
    names = {tool.name for tool in tools}
    for one in deferred.brought_up(plan, bool(held)):
        if isinstance(one, dict):
            fault = tool_fault(one)
            if fault:
                raise invalid(f"messages: tool_addition.tool.definition{fault}")
            name = one.get("name")
            made = None if name in names or name in held else _function(plan, one, 0)
        else:
            made = held.get(one)
        if made is not None and made.name not in names:
            names.add(made.name)
            tools.append(made)


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


def _rename(plan: Plan) -> None:
    """Give every tool, of today and of the history, a name that the upstream takes."""
    seen = {tool.name for tool in plan.tools}
    for message in plan.body["messages"]:
        if message["role"] == "assistant" and message["content"].__class__ is list:
            for block in message["content"]:
                if block["type"] == "tool_use":
                    seen.add(block["name"])
    if seen <= _KNOWN:
        return
    illegal = [name for name in seen if not LEGAL(name)]
    if not illegal:
        if len(_KNOWN) < MOST_KNOWN:
            _KNOWN.update(seen)
        return
    taken = {tool.name for tool in plan.tools}
    own: dict[str, str] = {}
    for name in sorted(illegal):
        own[name] = shortened(name, taken)
        taken.add(own[name])
        plan.names[own[name]] = name
    plan.notes.add("tool-name-shortened", len(own))
    plan.tools = [replace(tool, name=own[tool.name]) if tool.name in own else tool for tool in plan.tools]
