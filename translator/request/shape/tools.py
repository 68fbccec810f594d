"""Checks of tools and tool_choice."""

from typing import Any

from translator.request.shape.faults import LIST, OBJECT, field, optional, tag
from translator.request.tools.kept import Kept

CHOICES = ("auto", "any", "tool", "none")


def tools_fault(body: dict[str, Any]) -> str | None:
    """Return the fault of the tools, with its whole path. Tools of a type other than custom are known by their type."""
    tools = body.get("tools")
    if tools is None:
        return None
    if not isinstance(tools, list):
        return f"tools{LIST}"
    kept = tools if isinstance(tools, Kept) else None
    if kept is not None and kept.sound:
        return None
    for place, tool in enumerate(tools):
        if fault := tool_fault(tool):
            return f"tools.{place}{fault}"
    if kept is not None:
        kept.sound = True
    return None


def choice_fault(body: dict[str, Any]) -> str | None:
    """Return the fault of tool_choice, with its whole path."""
    choice = body.get("tool_choice")
    if choice is None:
        return None
    fault = tag(choice, CHOICES) or optional(choice, "disable_parallel_tool_use", bool)
    if not fault and choice["type"] == "tool":
        fault = field(choice, "name", str)
        fault = f".tool{fault}" if fault else None
    return f"tool_choice{fault}" if fault else None


def tool_fault(tool: object) -> str | None:
    """Return the fault of one tool; its path begins behind the tool's own."""
    if not isinstance(tool, dict):
        return OBJECT
    kind = tool.get("type")
    if kind is not None and kind != "custom" and kind != "":
        return optional(tool, "type", str)
    if isinstance(tool.get("name"), str) and isinstance(tool.get("description"), str) and isinstance(tool.get("input_schema"), dict):
        return None
    fault = field(tool, "name", str) or optional(tool, "description", str) or field(tool, "input_schema", dict)
    # The API's paths hold the type by which it told an object from others.
    return f".custom{fault}" if fault else None
