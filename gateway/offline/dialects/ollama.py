"""Ollama's own API: messages with plain text and images beside it, JSON lines in place of events, no key.

Shapes: https://github.com/ollama/ollama/blob/main/docs/api.md.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.offline import media
from gateway.offline.answer import Answer, Thought
from gateway.offline.conversation import Conversation, Json, Role, Text, Tool, ToolCall, ToolResult, Turn
from gateway.offline.errors import ApiError
from gateway.offline.wires.shown import shown

NDJSON = "application/x-ndjson"
_ROLES: dict[str, Role] = {"system": "system", "user": "user", "assistant": "assistant"}
_THINKING = re.compile(r"qwen3|deepseek-r1|deepseek-v3\.1|gpt-oss|magistral|cogito")
_NO_TOOLS = re.compile(r"llama2|gemma(:|$)|phi3|codellama")
_THOUGHT = "The user wants something done; no model is here to think about it."
_TYPES = {str: "string", list: "array", dict: "object", bool: "bool", int: "number", float: "number"}


def may(_request: Request) -> None:
    """Everybody: Ollama knows no keys."""


def prepare(body: Json, _request: Request) -> Json:
    """The body, streamed unless it says otherwise; ApiError for what Ollama cannot read or the model cannot do."""
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise ApiError(400, "model is required")
    for message in _messages(body):
        _field(message, "content", str, "messages.content")
        _field(message, "images", list, "messages.images")
        for call in message.get("tool_calls") or ():
            _field(call.get("function", {}), "arguments", dict, "messages.tool_calls.function.arguments")
        for image in message.get("images") or ():
            data = media.decoded(str(image))
            if data is None:
                raise ApiError(400, "illegal base64 data at input byte 0")
            if media.image_kind(data) is None:
                raise ApiError(500, "Failed to load image or audio file")
    if body.get("tools") and _NO_TOOLS.search(model):
        raise ApiError(400, f"registry.ollama.ai/library/{model} does not support tools")
    if body.get("think") and not _THINKING.search(model):
        raise ApiError(400, f'"{model}" does not support thinking')
    return {**body, "stream": body.get("stream") is not False}


def _field(holder: Json, name: str, kind: type, place: str) -> None:
    value = holder.get(name)
    if value is not None and not isinstance(value, kind):
        said = f"json: cannot unmarshal {_TYPES.get(type(value), 'value')} into Go struct field ChatRequest.{place} of type {_TYPES[kind]}"
        raise ApiError(400, said)


def _messages(body: Json) -> list[Json]:
    found = body.get("messages")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def read(body: Json) -> Conversation:
    """A body as a conversation."""
    turns: list[Turn] = []
    calls: list[tuple[str, str]] = []
    for message in _messages(body):
        turns.extend(_turns(message, calls))
    options = body.get("options")
    limit = options.get("num_predict") if isinstance(options, dict) else None
    wanted = body.get("format")
    functions = [tool["function"] for tool in body.get("tools") or () if isinstance(tool, dict) and isinstance(tool.get("function"), dict)]
    return Conversation(
        model=str(body["model"]),
        turns=tuple(turns),
        tools=tuple(Tool(str(function.get("name")), function.get("parameters") or {}) for function in functions),
        schema=wanted if isinstance(wanted, dict) else {} if wanted == "json" else None,
        max_tokens=limit if isinstance(limit, int) and limit > 0 else None,
    )


def _turns(message: Json, calls: list[tuple[str, str]]) -> Iterable[Turn]:
    """A message's turns; `calls` are those not yet answered, which have no ids of their own."""
    role, text = message.get("role"), message.get("content") or ""
    if role == "tool":
        name = message.get("tool_name") or message.get("name")
        found = next((one for one in calls if one[0] == name), calls[0] if calls else (str(name), str(name)))
        if found in calls:
            calls.remove(found)
        yield ToolResult(found[1], text)
        return
    seen = [shown({"type": "image_url", "image_url": f"data:image/png;base64,{image}"}) for image in message.get("images") or ()]
    blocks = tuple(filter(None, [text, *seen]))
    if blocks:
        yield Text(_ROLES.get(str(role), "user"), blocks)
    for call in message.get("tool_calls") or ():
        function = call.get("function", {})
        known = f"{function.get('name')}#{id(call)}"
        calls.append((str(function.get("name")), known))
        yield ToolCall(known, str(function.get("name")), function.get("arguments") or {})


def think(answer: Answer, body: Json, conversation: Conversation) -> Answer:
    """The answer after its thought, where the request wants the model to think."""
    if not body.get("think") or any(isinstance(part, Thought) for part in answer.parts):
        return answer
    del conversation
    return dataclasses.replace(answer, parts=(Thought((_THOUGHT,), None), *answer.parts))


def show(body: Json) -> Json:
    """The answer of /api/show: what a model can do."""
    model = str(body.get("model") or body.get("name") or "")
    if not model:
        raise ApiError(400, "model is required")
    able = ["completion", "vision", *([] if _NO_TOOLS.search(model) else ["tools"]), *(["thinking"] if _THINKING.search(model) else [])]
    details = {"format": "gguf", "family": "offline", "parameter_size": "0B", "quantization_level": "none"}
    info = {"general.architecture": "offline", "offline.context_length": 131_072}
    return {"details": details, "model_info": info, "capabilities": able, "template": "{{ .Messages }}{{ .Tools }}"}


def tags() -> Json:
    """The answer of /api/tags: the models that are here."""
    model = {"name": "qwen3:8b", "model": "qwen3:8b", "modified_at": "2026-01-01T00:00:00Z", "size": 1, "digest": "0" * 64}
    return {"models": [model]}


def error(refused: ApiError, request_id: str) -> Response:
    """An error in Ollama's shape."""
    del request_id
    return JSONResponse({"error": refused.body["error"]["message"]}, status_code=refused.status, headers=refused.headers)
