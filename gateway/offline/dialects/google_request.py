"""generateContent's request → Conversation. Names come in camel case or, as protocol buffers allow, with underscores."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from gateway.offline.conversation import Conversation, Json, Role, Search, Text, Tool, ToolCall, ToolResult, Turn
from gateway.offline.dialects.google_schemas import plain
from gateway.offline.errors import ApiError
from gateway.offline.wires.shown import shown

_BEFORE_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def get(holder: object, name: str) -> Any:  # noqa: ANN401 - any JSON value
    """A field by its name in camel case, however the request spells it; None when it is not there."""
    if not isinstance(holder, dict):
        return None
    found = holder.get(name)
    return holder.get(_BEFORE_CAPITAL.sub("_", name).lower()) if found is None else found


def listed(holder: object, name: str) -> list[Json]:
    """The objects of a list field, none where there is no such list."""
    found = get(holder, name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def read(body: Json) -> Conversation:
    """A body, which `model` has been added to, as a conversation."""
    turns: list[Turn] = []
    system = tuple(str(part["text"]) for part in listed(get(body, "systemInstruction"), "parts") if part.get("text"))
    if system:
        turns.append(Text("system", system))
    calls = _Calls()
    for content in listed(body, "contents"):
        turns.extend(_turns(content, calls))
    tools = listed(body, "tools")
    functions = [function for tool in tools for function in listed(tool, "functionDeclarations")]
    config = get(body, "generationConfig") or {}
    return Conversation(
        model=str(body["model"]),
        turns=tuple(turns),
        tools=tuple(Tool(str(function.get("name")), _parameters(function)) for function in functions),
        tool_choice=_choice(get(get(body, "toolConfig"), "functionCallingConfig")),
        schema=_schema(config),
        max_tokens=_limit(get(config, "maxOutputTokens")),
        server_tools=("google_search",) if any(get(tool, "googleSearch") is not None for tool in tools) else (),
        search=Search() if any(get(tool, "googleSearch") is not None for tool in tools) else None,
    )


class _Calls:
    """The calls so far: Google's need no id, and their answers then come in the same order."""

    def __init__(self) -> None:
        self._made = 0
        self._open: list[tuple[str, str]] = []

    def call(self, part: Json) -> ToolCall:
        self._made += 1
        name = str(part.get("name"))
        known = str(part.get("id") or f"{name}#{self._made}")
        self._open.append((name, known))
        arguments = part.get("args")
        return ToolCall(known, name, arguments if isinstance(arguments, dict) else {})

    def result(self, part: Json) -> ToolResult:
        name = str(part.get("name"))
        wanted = part.get("id")
        found = next((one for one in self._open if one[1] == wanted or (not wanted and one[0] == name)), (name, name))
        if found in self._open:
            self._open.remove(found)
        said = part.get("response")
        # By convention: what the function gave is under "output", "result" or "content", why it failed under "error".
        values = said if isinstance(said, dict) else {}
        text = next((str(values[key]) for key in ("output", "result", "content", "error") if key in values), str(said))
        return ToolResult(found[1], text)


def _turns(content: Json, calls: _Calls) -> Iterable[Turn]:
    role: Role = "assistant" if content.get("role") == "model" else "user"
    blocks: list[str] = []
    for part in listed(content, "parts"):
        made, answered = get(part, "functionCall"), get(part, "functionResponse")
        if isinstance(made, dict) or isinstance(answered, dict):
            if blocks:
                yield Text(role, tuple(blocks))
                blocks = []
            yield calls.call(made) if isinstance(made, dict) else calls.result(answered)
        elif not part.get("thought") and (said := _said(part)) is not None:
            blocks.append(said)
    if blocks:
        yield Text(role, tuple(blocks))


def _said(part: Json) -> str | None:
    if isinstance(part.get("text"), str):
        return str(part["text"])
    data = get(part, "inlineData")
    file = get(part, "fileData")
    if isinstance(data, dict):
        kind, url = str(get(data, "mimeType")), f"data:{get(data, 'mimeType')};base64,{data.get('data')}"
        image = kind.startswith("image/")
        return shown({"type": "image_url", "image_url": url} if image else {"type": "file", "file": {"file_data": url}})
    return shown({"type": "image_url", "image_url": str(get(file, "fileUri"))}) if isinstance(file, dict) else None


def _parameters(function: Json) -> Json:
    found = get(function, "parametersJsonSchema")
    return found if isinstance(found, dict) else plain(get(function, "parameters"))


def _choice(config: object) -> str:
    mode = str(get(config, "mode") or "AUTO").upper()
    names = get(config, "allowedFunctionNames")
    if mode == "ANY" and isinstance(names, list) and len(names) == 1:
        return f"={names[0]}"
    return {"NONE": "none", "ANY": "required"}.get(mode, "auto")


def _schema(config: object) -> Json | None:
    if get(config, "responseMimeType") != "application/json":
        return None
    given = get(config, "responseJsonSchema")
    return given if isinstance(given, dict) else plain(get(config, "responseSchema"))


def _limit(given: object) -> int | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise ApiError(400, "max_output_tokens must be positive.")
    return given
