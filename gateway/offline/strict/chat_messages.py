"""Rules about the messages of chat completions, each by itself."""

from __future__ import annotations

from gateway.offline.strict.asked import Asked, Json
from gateway.offline.strict.files import check_detail, check_file, check_image
from gateway.offline.strict.refusals import bad_value, empty_array, empty_string, missing, pattern, refused, too_long
from gateway.offline.strict.shapes import as_list, fits
from gateway.offline.strict.tools import check_name

_SAID = {"role": "string!", "content": "string|objects", "name": "string"}
_SHAPES = {
    "system": _SAID,
    "developer": _SAID,
    "user": _SAID,
    "assistant": {
        **_SAID,
        "refusal": "string",
        "audio": "object",
        "tool_calls": "objects",
        "function_call": "object",
        "annotations": "array",
    },
    "tool": {"role": "string!", "content": "string|objects", "tool_call_id": "string!"},
    "function": {"role": "string!", "content": "string", "name": "string!"},
}
_ROLES = ("system", "assistant", "user", "function", "tool", "developer")
_PARTS = {
    "text": {"type": "string!", "text": "string!", "prompt_cache_breakpoint": "object"},
    "image_url": {"type": "string!", "image_url": "object!", "prompt_cache_breakpoint": "object"},
    "input_audio": {"type": "string!", "input_audio": "object!"},
    "file": {"type": "string!", "file": "object!"},
    "refusal": {"type": "string!", "refusal": "string!"},
}
_KINDS = tuple(_PARTS)
_LONGEST_ID = 64


def messages(asked: Asked) -> None:
    """Every message: its role, its fields, its content, its calls."""
    given = asked.body["messages"]
    if not given:
        raise empty_array("messages")
    for index, message in enumerate(given):
        at = f"messages[{index}]"
        role = message.get("role")
        if role is None:
            raise missing(f"{at}.role")
        if role not in _ROLES:
            raise bad_value(f"{at}.role", role, _ROLES)
        fits(message, _SHAPES[role], at)
        calls = message.get("tool_calls")
        if calls == []:
            raise empty_array(f"{at}.tool_calls")
        _content(message, role, index)
        for number, call in enumerate(as_list(calls)):
            _call(call, f"{at}.tool_calls[{number}]")
        if role == "tool":
            _id(message["tool_call_id"], f"{at}.tool_call_id")
        if message.get("name") is not None and any(char in "<|\\/> \t\n" for char in message["name"]):
            raise pattern(f"{at}.name", r"^[^\s<|\\/>]+$")


def _content(message: Json, role: str, index: int) -> None:
    content = message.get("content")
    if content is None:
        excused = role == "assistant" and any(message.get(name) for name in ("tool_calls", "function_call", "refusal", "audio"))
        if not excused:
            raise refused("Invalid value for 'content': expected a string, got null.", f"messages.[{index}].content")
        return
    if content == []:
        raise empty_array(f"messages[{index}].content")
    for number, part in enumerate(as_list(content)):
        _part(part, role, index, f"messages[{index}].content[{number}]")


def _part(part: Json, role: str, index: int, at: str) -> None:
    kind = part.get("type")
    if kind is None:
        raise missing(f"{at}.type")
    if kind not in _KINDS or (kind == "refusal" and role != "assistant"):
        raise bad_value(f"{at}.type", kind, _KINDS)
    fits(part, _PARTS[kind], at)
    if role != "user" and kind in ("image_url", "file", "input_audio"):
        what = {
            "image_url": ("Image URLs", "an image URL"),
            "file": ("Files", "a file"),
            "input_audio": ("Audio inputs", "an audio input"),
        }[kind]
        message = (
            f"Invalid 'messages[{index}]'. {what[0]} are only allowed for messages with role 'user', but this message with role '{role}' "
        )
        raise refused(message + f"contains {what[1]}.", f"messages[{index}]", "invalid_value")
    if kind == "image_url":
        fits(part["image_url"], {"url": "string!", "detail": "string"}, f"{at}.image_url")
        check_detail(part["image_url"], f"{at}.image_url")
        check_image(part["image_url"]["url"], f"{at}.image_url.url", f"Invalid image URL: '{at}.image_url.url'")
    elif kind == "file":
        fits(part["file"], {"file_data": "string", "file_id": "string", "filename": "string"}, f"{at}.file")
        check_file(part["file"], f"{at}.file", f"Invalid file data: '{at}.file.file_data'", pdf_only=True)


def _call(call: Json, at: str) -> None:
    kind = call.get("type")
    if kind is None:
        raise missing(f"{at}.type")
    if kind not in ("function", "custom"):
        raise bad_value(f"{at}.type", kind, ("function", "custom"))
    fits(call, {"id": "string!", "type": "string!", kind: "object!"}, at)
    fits(call[kind], {"name": "string!", "arguments" if kind == "function" else "input": "string!"}, f"{at}.{kind}")
    _id(call["id"], f"{at}.id")
    check_name(call[kind]["name"], f"{at}.{kind}.name")


def _id(given: str, at: str) -> None:
    if not given:
        raise empty_string(at)
    if len(given) > _LONGEST_ID:
        raise too_long(at, _LONGEST_ID, len(given))
