"""Rules about the tools that a request offers."""

from __future__ import annotations

import re

from gateway.offline.strict.asked import Asked, Json
from gateway.offline.strict.refusals import bad_value, empty_array, empty_string, missing, pattern, too_long, too_many
from gateway.offline.strict.schemas import check_function_schema
from gateway.offline.strict.shapes import as_list, fits

_NAME = re.compile(r"[a-zA-Z0-9_-]+")
_LONGEST_NAME = 64
_MOST_TOOLS = 128
_HOSTED = (
    "file_search",
    "web_search_preview",
    "web_search_preview_2025_03_11",
    "web_search",
    "web_search_2025_08_26",
    "computer",
    "computer_use_preview",
    "mcp",
    "code_interpreter",
    "image_generation",
    "local_shell",
    "shell",
    "apply_patch",
    "namespace",
    "tool_search",
)
_KINDS = ("function", "custom", *_HOSTED)
_FUNCTION = {"name": "string!", "description": "string", "parameters": "object", "strict": "boolean"}
_RESPONSES_FUNCTION = {**_FUNCTION, "type": "string!", "defer_loading": "boolean", "allowed_callers": "strings", "output_schema": "object"}
_CUSTOM = {"name": "string!", "description": "string", "format": "object"}
_RESPONSES_CUSTOM = {**_CUSTOM, "type": "string!", "defer_loading": "boolean", "allowed_callers": "strings"}


def responses_tools(asked: Asked) -> None:
    """Functions are flat on the Responses API, beside the hosted tools."""
    offered = as_list(asked.body.get("tools"))
    if len(offered) > _MOST_TOOLS:
        raise too_many("tools", _MOST_TOOLS, len(offered))
    for index, tool in enumerate(offered):
        at = f"tools[{index}]"
        _kind(tool, at, _KINDS)
        if tool["type"] == "function":
            fits({name: value for name, value in tool.items() if name != "function"}, _RESPONSES_FUNCTION, at)
            fits(tool, _RESPONSES_FUNCTION, at)
            _function(tool, at)
        elif tool["type"] == "custom":
            fits(tool, _RESPONSES_CUSTOM, at)
            check_name(tool["name"], f"{at}.name")


def chat_tools(asked: Asked) -> None:
    """Functions stand in an object of their own on chat completions, and there are no hosted tools."""
    offered = asked.body.get("tools")
    if offered == []:
        raise empty_array("tools")
    if len(as_list(offered)) > _MOST_TOOLS:
        raise too_many("tools", _MOST_TOOLS, len(as_list(offered)))
    for index, tool in enumerate(as_list(offered)):
        at = f"tools[{index}]"
        _kind(tool, at, ("function", "custom"))
        kind = tool["type"]
        if not isinstance(tool.get(kind), dict):
            raise missing(f"{at}.{kind}")
        fits(tool, {"type": "string!", kind: "object!"}, at)
        fits(tool[kind], _FUNCTION if kind == "function" else _CUSTOM, f"{at}.{kind}")
        if kind == "function":
            _function(tool[kind], f"{at}.function")


def check_name(name: object, param: str) -> None:
    """Names of functions: 1 to 64 letters, digits, underscores and dashes."""
    if not name:
        raise empty_string(param)
    if len(str(name)) > _LONGEST_NAME:
        raise too_long(param, _LONGEST_NAME, len(str(name)))
    if not _NAME.fullmatch(str(name)):
        raise pattern(param, "^[a-zA-Z0-9_-]+$")


def _kind(tool: Json, at: str, kinds: tuple[str, ...]) -> None:
    if tool.get("type") is None:
        raise missing(f"{at}.type")
    if tool["type"] not in kinds:
        raise bad_value(f"{at}.type", tool["type"], kinds)


def _function(function: Json, at: str) -> None:
    check_name(function["name"], f"{at}.name")
    parameters = function.get("parameters")
    strict = function.get("strict") is True
    if parameters is not None or strict:
        check_function_schema(parameters or {}, function["name"], f"{at}.parameters", strict=strict)
