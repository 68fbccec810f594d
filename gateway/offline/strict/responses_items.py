"""Rules about the items of an input on the Responses API, each by itself."""

from __future__ import annotations

from collections.abc import Callable

from gateway.offline.strict.asked import Asked, Json
from gateway.offline.strict.files import check_detail, check_file, check_image
from gateway.offline.strict.refusals import bad_value, empty_array, empty_string, missing, too_long
from gateway.offline.strict.shapes import as_list, fits
from gateway.offline.strict.tools import check_name

_ROLES = ("assistant", "system", "developer", "user")
_CONTENT = {
    "user": ("input_text", "input_image", "input_file"),
    "system": ("input_text",),
    "developer": ("input_text",),
    "assistant": ("output_text", "refusal"),
}
_OUTPUT = _CONTENT["user"]
_PARTS = {
    "input_text": {"type": "string!", "text": "string!", "prompt_cache_breakpoint": "object"},
    "output_text": {"type": "string!", "text": "string!", "annotations": "array", "logprobs": "array"},
    "refusal": {"type": "string!", "refusal": "string!"},
    "input_image": {
        "type": "string!",
        "detail": "string",
        "file_id": "string",
        "image_url": "string",
        "prompt_cache_breakpoint": "object",
    },
    "input_file": {
        "type": "string!",
        "detail": "string",
        "file_data": "string",
        "file_id": "string",
        "file_url": "string",
        "filename": "string",
        "prompt_cache_breakpoint": "object",
    },
}
_CALL = {
    "type": "string!",
    "call_id": "string!",
    "name": "string!",
    "id": "string",
    "status": "string",
    "namespace": "string",
    "caller": "object",
}
_RESULT = {
    "type": "string!",
    "call_id": "string!",
    "output": "string|objects!",
    "id": "string",
    "status": "string",
    "name": "string",
    "namespace": "string",
    "caller": "object",
}
SHAPES = {
    "message": {"type": "string", "role": "string!", "content": "string|objects!", "id": "string", "status": "string", "phase": "string"},
    "function_call": {**_CALL, "arguments": "string!"},
    "function_call_output": _RESULT,
    "custom_tool_call": {**_CALL, "input": "string!"},
    "custom_tool_call_output": _RESULT,
    "reasoning": {
        "type": "string!",
        "id": "string!",
        "summary": "objects!",
        "content": "objects",
        "encrypted_content": "string",
        "status": "string",
    },
    "web_search_call": {"type": "string!", "id": "string!", "status": "string!", "action": "object"},
}
# Items of tools that we never send: let through by their type alone.
_OTHERS = (
    "file_search_call",
    "computer_call",
    "computer_call_output",
    "tool_search_call",
    "tool_search_output",
    "additional_tools",
    "compaction",
    "image_generation_call",
    "code_interpreter_call",
    "local_shell_call",
    "local_shell_call_output",
    "shell_call",
    "shell_call_output",
    "apply_patch_call",
    "apply_patch_call_output",
    "mcp_list_tools",
    "mcp_approval_request",
    "mcp_approval_response",
    "mcp_call",
    "item_reference",
)


def items(asked: Asked) -> None:
    """Every item: its type, its fields, its content."""
    given = asked.body["input"]
    if given in ("", []):
        raise missing("input")
    for index, item in enumerate(as_list(given)):
        at = f"input[{index}]"
        kind = item.get("type", "message")
        if kind in _OTHERS:
            continue
        if kind not in SHAPES:
            raise bad_value(at, kind, (*SHAPES, *_OTHERS))
        fits(item, SHAPES[kind], at)
        if kind in _CHECKS:
            _CHECKS[kind](item, at)


def _message(item: Json, at: str) -> None:
    if item["role"] not in _ROLES:
        raise bad_value(f"{at}.role" if "type" in item else at, item["role"], _ROLES)
    _content(item["content"], f"{at}.content", _CONTENT[item["role"]])


def _call(item: Json, at: str) -> None:
    _call_id(item, at)
    check_name(item["name"], f"{at}.name")


def _result(item: Json, at: str) -> None:
    _call_id(item, at)
    _content(item["output"], f"{at}.output", _OUTPUT)


def _call_id(item: Json, at: str) -> None:
    if not item["call_id"]:
        raise empty_string(f"{at}.call_id")
    if len(item["call_id"]) > 64:
        raise too_long(f"{at}.call_id", 64, len(item["call_id"]))


def _reasoning(item: Json, at: str) -> None:
    for number, part in enumerate(item["summary"]):
        fits(part, {"type": "string!", "text": "string!"}, f"{at}.summary[{number}]")
        if part["type"] != "summary_text":
            raise bad_value(f"{at}.summary[{number}].type", part["type"], ("summary_text",))
    for number, part in enumerate(as_list(item.get("content"))):
        if part.get("type") != "reasoning_text":
            raise bad_value(f"{at}.content[{number}].type", part.get("type"), ("reasoning_text",))


def _content(content: object, at: str, kinds: tuple[str, ...]) -> None:
    if content == []:
        raise empty_array(at)
    for number, part in enumerate(as_list(content)):
        where = f"{at}[{number}]"
        kind = part.get("type")
        if kind is None:
            raise missing(f"{where}.type")
        if kind not in kinds:
            raise bad_value(where, kind, kinds)
        fits(part, _PARTS[kind], where)
        if kind == "input_image":
            check_detail(part, where)
            if part.get("file_id") is None:
                if part.get("image_url") is None:
                    raise missing(f"{where}.image_url")
                check_image(part["image_url"], f"{where}.image_url", f"Invalid '{where}.image_url'")
        elif kind == "input_file":
            check_file(part, where, f"Invalid '{where}.file_data'", pdf_only=False)


_CHECKS: dict[str, Callable[[Json, str], None]] = {
    "message": _message,
    "function_call": _call,
    "custom_tool_call": _call,
    "function_call_output": _result,
    "custom_tool_call_output": _result,
    "reasoning": _reasoning,
}
