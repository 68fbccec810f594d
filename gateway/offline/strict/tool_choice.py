"""Rules about which tool a request wants called."""

from __future__ import annotations

from gateway.offline.strict.asked import Asked
from gateway.offline.strict.refusals import bad_value, missing, refused, unsupported
from gateway.offline.strict.shapes import as_dict, as_list

_WORDS = ("none", "auto", "required")
_NAMED = ("function", "custom")


def responses_choice(asked: Asked) -> None:
    """A word, or a tool that is offered; "auto" and "none" need no tools."""
    choice = asked.body.get("tool_choice")
    offered = [as_dict(tool) for tool in as_list(asked.body.get("tools"))]
    if isinstance(choice, str) and choice not in _WORDS:
        raise bad_value("tool_choice", choice, _WORDS)
    if choice in (None, "auto", "none"):
        return
    if not offered:
        shown = choice if isinstance(choice, str) else as_dict(choice).get("type")
        raise refused(f"Tool choice '{shown}' must be specified with 'tools' parameter.", "tool_choice")
    if isinstance(choice, dict):
        kind = choice.get("type")
        if kind is None:
            raise missing("tool_choice.type")
        if kind in _NAMED and not choice.get("name"):
            raise missing("tool_choice.name")
        fitting = (tool for tool in offered if tool.get("type") == kind and (kind not in _NAMED or tool.get("name") == choice.get("name")))
        if kind != "allowed_tools" and next(fitting, None) is None:
            raise refused(f"Tool choice '{choice.get('name') or kind}' not found in 'tools' parameter.", "tool_choice")


def chat_choice(asked: Asked) -> None:
    """Nothing about tools without tools; a word, or a function that is offered; no parallel_tool_calls for the o-series."""
    choice = asked.body.get("tool_choice")
    for name in ("tool_choice", "parallel_tool_calls"):
        if asked.body.get(name) is not None and not asked.body.get("tools"):
            raise refused(f"Invalid value for '{name}': '{name}' is only allowed when 'tools' are specified.", name)
    if asked.model.one_call and asked.body.get("parallel_tool_calls") is not None:
        raise unsupported("parallel_tool_calls")
    if isinstance(choice, str) and choice not in _WORDS:
        raise bad_value("tool_choice", choice, _WORDS)
    if isinstance(choice, dict) and choice.get("type") != "allowed_tools":
        family = choice.get("type")
        if family not in _NAMED:
            raise bad_value("tool_choice.type", family, (*_NAMED, "allowed_tools"))
        wanted = as_dict(choice.get(family)).get("name")
        if not wanted:
            raise missing(f"tool_choice.{family}.name")
        if all(as_dict(as_dict(tool).get(family)).get("name") != wanted for tool in as_list(asked.body.get("tools"))):
            message = f"Invalid value for 'tool_choice': function '{wanted}' was not found in 'tools'."
            raise refused(message, "tool_choice", "invalid_value")
