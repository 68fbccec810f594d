"""OpenAI request bodies (Responses and chat completions) → Conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from gateway.offline.conversation import Conversation, Json, Role, Search, Text, Tool, ToolCall, ToolResult, Turn
from gateway.offline.errors import ApiError
from gateway.offline.wires.shown import shown

_ROLES: dict[str, Role] = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}


def from_responses(body: Json) -> Conversation:
    """A Responses API body as a conversation; ApiError 400 when model or input is missing or of the wrong type."""
    given = body.get("input")
    if not isinstance(given, str | list) or given in ("", []):
        raise ApiError(400, "Missing required parameter: 'input'.", param="input", code="missing_required_parameter")
    turns: list[Turn] = []
    if isinstance(body.get("instructions"), str):
        turns.append(Text("system", (body["instructions"],)))
    turns.extend([Text("user", (given,))] if isinstance(given, str) else _items(given))
    text = body.get("text")
    tools = [tool for tool in _list(body, "tools") if isinstance(tool, dict)]
    return Conversation(
        model=_model(body),
        turns=tuple(turns),
        tools=tuple(_tool(tool) for tool in tools if tool.get("type") in ("function", "custom")),
        tool_choice=_choice(body.get("tool_choice")),
        schema=_schema(text.get("format") if isinstance(text, dict) else None),
        max_tokens=_limit(body, "max_output_tokens"),
        server_tools=tuple(str(tool.get("type")) for tool in tools if tool.get("type") not in ("function", "custom")),
        search=_search(tools, body.get("tool_choice")),
    )


def from_chat(body: Json) -> Conversation:
    """A chat completions body as a conversation; ApiError 400 when model or messages is missing or of the wrong type."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise ApiError(400, "Missing required parameter: 'messages'.", param="messages", code="missing_required_parameter")
    turns: list[Turn] = []
    for message in messages:
        turns.extend(_chat_message(message) if isinstance(message, dict) else ())
    tools = [tool["function"] for tool in _list(body, "tools") if isinstance(tool, dict) and isinstance(tool.get("function"), dict)]
    limit = _limit(body, "max_completion_tokens")
    return Conversation(
        model=_model(body),
        turns=tuple(turns),
        tools=tuple(_tool(tool) for tool in tools),
        tool_choice=_choice(body.get("tool_choice")),
        schema=_schema(body.get("response_format")),
        max_tokens=limit if limit is not None else _limit(body, "max_tokens"),
    )


def from_completions(body: Json) -> Conversation:
    """A legacy completions body as a conversation of one user text; ApiError 400 when model or prompt is missing."""
    prompt = body.get("prompt")
    if isinstance(prompt, list):
        prompt = "\n".join(part for part in prompt if isinstance(part, str))
    if not isinstance(prompt, str) or not prompt:
        raise ApiError(400, "Missing required parameter: 'prompt'.", param="prompt", code="missing_required_parameter")
    return Conversation(model=_model(body), turns=(Text("user", (prompt,)),), max_tokens=_limit(body, "max_tokens"))


def _items(items: list[Any]) -> Iterable[Turn]:
    for item in items:
        if not isinstance(item, dict):
            continue
        kind = item.get("type", "message")
        if kind == "message" and item.get("role") in _ROLES:
            yield Text(_ROLES[item["role"]], _blocks(item.get("content")))
        elif kind == "function_call":
            yield ToolCall(str(item.get("call_id")), str(item.get("name")), _arguments(item.get("arguments")))
        elif kind == "custom_tool_call":
            yield ToolCall(str(item.get("call_id")), str(item.get("name")), {"input": item.get("input")})
        elif kind in ("function_call_output", "custom_tool_call_output"):
            yield ToolResult(str(item.get("call_id")), "\n".join(_blocks(item.get("output"))))


def _chat_message(message: Json) -> Iterable[Turn]:
    role = message.get("role")
    if role in ("tool", "function"):
        yield ToolResult(str(message.get("tool_call_id")), "\n".join(_blocks(message.get("content"))))
    elif isinstance(role, str) and role in _ROLES:
        blocks = _blocks(message.get("content"))
        if blocks:
            yield Text(_ROLES[role], blocks)
        for call in _list(message, "tool_calls"):
            function = call.get("function") if isinstance(call, dict) else None
            if isinstance(function, dict):
                yield ToolCall(str(call.get("id")), str(function.get("name")), _arguments(function.get("arguments")))


def _blocks(content: object) -> tuple[str, ...]:
    if isinstance(content, str):
        return (content,)
    if not isinstance(content, list):
        return ()
    return tuple(text for block in content if isinstance(block, dict) and (text := _said(block)) is not None)


def _said(block: Json) -> str | None:
    return block["text"] if isinstance(block.get("text"), str) else shown(block)


def _arguments(given: object) -> Json:
    try:
        found = orjson.loads(given) if isinstance(given, str) else given
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _tool(tool: Json) -> Tool:
    schema = tool.get("parameters")
    return Tool(str(tool.get("name")), schema if isinstance(schema, dict) else {})


def _search(tools: list[Json], choice: object) -> Search | None:
    tool = next((tool for tool in tools if str(tool.get("type")).startswith("web_search")), None)
    if tool is None:
        return None
    filters = tool.get("filters") if isinstance(tool.get("filters"), dict) else {}
    allowed, blocked = (tuple(filter(_is_text, _list(filters or {}, name))) for name in ("allowed_domains", "blocked_domains"))
    return Search(allowed, blocked, isinstance(choice, dict) and str(choice.get("type")).startswith("web_search"))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _choice(given: object) -> str:
    if isinstance(given, dict):
        function = given.get("function")
        name = function.get("name") if isinstance(function, dict) else given.get("name")
        return f"={name}" if name else str(given.get("mode") or "auto")
    return given if given in ("none", "required") and isinstance(given, str) else "auto"


def _schema(given: object) -> Json | None:
    if not isinstance(given, dict) or given.get("type") not in ("json_schema", "json_object"):
        return None
    holder = given.get("json_schema") if isinstance(given.get("json_schema"), dict) else given
    found = holder.get("schema") if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}


def _model(body: Json) -> str:
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise ApiError(400, "you must provide a model parameter", param="model", code="missing_required_parameter")
    return model


def _limit(body: Json, name: str) -> int | None:
    given = body.get(name)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise ApiError(400, f"Invalid '{name}': expected an integer of at least 1.", param=name, code="invalid_type")
    return given


def _list(body: Json, name: str) -> list[Any]:
    given = body.get(name)
    return given if isinstance(given, list) else []
