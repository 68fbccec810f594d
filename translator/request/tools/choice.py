"""tool_choice: which tools the model may or must use."""

from typing import Any

from translator.failure import invalid
from translator.plan import Plan


def apply(plan: Plan) -> None:
    """Set plan.choice, plan.choice_name and plan.parallel. Without any tool for the upstream there is nothing to choose from.

    Raises Failure where the choice names a tool that the client does not define.
    """
    choice = plan.body.get("tool_choice")
    if not choice:
        return
    kind = choice["type"]
    if kind == "tool" and plan.body.get("tools"):
        _check(plan, choice["name"])
    if not plan.tools and plan.search is None:
        if kind != "none":
            plan.notes.add("dropped-tool-choice")
        return
    if choice.get("disable_parallel_tool_use"):
        plan.parallel = False
    if kind != "tool":
        plan.choice = kind
        return
    name = plan.upstream_name(choice["name"])
    if any(tool.name == name for tool in plan.tools) or (plan.search is not None and _is_search(plan, choice["name"])):
        plan.choice, plan.choice_name = "tool", name
    else:
        plan.notes.add("dropped-tool-choice")


def _check(plan: Plan, name: str) -> None:
    if not any(tool.get("name") == name for tool in _defined(plan)) and not any(
        plan.upstream_name(name) == tool.name for tool in plan.tools
    ):
        raise invalid(f"tool_choice: Tool '{name}' not found in provided tools")


def _is_search(plan: Plan, name: str) -> bool:
    return any(tool.get("name") == name and str(tool.get("type")).startswith("web_search_") for tool in _defined(plan))


def _defined(plan: Plan) -> list[dict[str, Any]]:
    return plan.body.get("tools") or []
