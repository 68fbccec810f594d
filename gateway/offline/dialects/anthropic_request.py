"""The Messages API's request → Conversation, and what the API refuses of it.

Sources: https://docs.anthropic.com/en/api/messages, …/api/errors, …/docs/build-with-claude/extended-thinking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from starlette.requests import Request

from gateway.offline import media, seal
from gateway.offline.arriving import bearer, is_key
from gateway.offline.conversation import Conversation, Json, Role, Search, Text, Tool, ToolCall, ToolResult, Turn
from gateway.offline.errors import ApiError
from gateway.offline.wires.shown import shown

_FIELDS = frozenset(
    "model messages max_tokens system stream tools tool_choice thinking metadata stop_sequences temperature top_p top_k service_tier "
    "container output_config inference_geo cache_control".split()
)
# Fields that only come with a beta, and how that beta's name begins.
_BETAS = {
    "context_management": "context-management-",
    "mcp_servers": "mcp-client-",
    "output_format": "structured-outputs-",
    "speed": "fast-mode-",
    "fallbacks": "",
    "diagnostics": "",
}
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_ROLES: dict[str, Role] = {"assistant": "assistant", "system": "system"}
_WEB_SEARCH = "web_search_"


def may(request: Request) -> None:
    """Let in who has a key in x-api-key or a token, and names a version; ApiError 401 or 400."""
    if not is_key(request.headers.get("x-api-key", "")) and not is_key(bearer(request)):
        raise ApiError(401, "x-api-key header is required", kind="authentication_error")
    if not request.headers.get("anthropic-version"):
        raise ApiError(400, "anthropic-version: header is required")


def prepare(body: Json, request: Request) -> Json:
    """The body as it came; ApiError 400 for what the API refuses, in its words."""
    betas = request.headers.get("anthropic-beta", "")
    counting = request.url.path.endswith("/count_tokens")
    for name in ("model", "messages") if counting else ("model", "messages", "max_tokens"):
        if name not in body:
            raise ApiError(400, f"{name}: Field required")
    for name in body:
        beta = _BETAS.get(name)
        if name not in _FIELDS and (beta is None or not betas or beta not in betas):
            raise ApiError(400, f"{name}: Extra inputs are not permitted")
    fault = next(_faults(body), None)
    if fault:
        raise ApiError(400, fault)
    return body


def _faults(body: Json) -> Iterator[str]:
    messages = body["messages"]
    if not isinstance(messages, list) or not messages:
        yield "messages: at least one message is required"
        return
    thinking = body.get("thinking")
    if isinstance(thinking, dict) and thinking.get("type") == "enabled":
        budget = thinking.get("budget_tokens")
        if not isinstance(budget, int) or budget < 1024:
            yield "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"
        elif "max_tokens" in body and body["max_tokens"] <= budget:
            yield "`max_tokens` must be greater than `thinking.budget_tokens`."
    for number, tool in enumerate(body.get("tools") or ()):
        if not _NAME.fullmatch(str(tool.get("name"))):
            yield f"tools.{number}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'"
    asked: list[str] = []
    for number, message in enumerate(messages):
        blocks = [block for block in message.get("content") or () if isinstance(block, dict)]
        answered = [str(block.get("tool_use_id")) for block in blocks if block.get("type") == "tool_result"]
        if asked and message.get("role") == "user" and set(asked) - set(answered):
            missing = ", ".join(one for one in asked if one not in answered)
            yield (
                f"messages.{number - 1}: `tool_use` ids were found without `tool_result` blocks immediately after: {missing}. Each "
                "`tool_use` block must have a corresponding `tool_result` block in the next message."
            )
        if message.get("role") != "system":
            asked = [str(block.get("id")) for block in blocks if block.get("type") == "tool_use"]
        yield from _signatures(blocks, number, str(body["model"]))


def _signatures(blocks: list[Json], number: int, model: str) -> Iterator[str]:
    for place, block in enumerate(blocks):
        if block.get("type") == "thinking" and not seal.genuine(str(block.get("signature")), model):
            yield f"messages.{number}.content.{place}: Invalid `signature` in `thinking` block"


def read(body: Json) -> Conversation:
    """A body as a conversation."""
    turns: list[Turn] = []
    system = _texts(body.get("system"))
    if system:
        turns.append(Text("system", system))
    for message in body["messages"]:
        turns.extend(_turns(message) if isinstance(message, dict) else ())
    tools = [tool for tool in body.get("tools") or () if isinstance(tool, dict)]
    search = next((tool for tool in tools if str(tool.get("type")).startswith(_WEB_SEARCH)), None)
    choice = body.get("tool_choice") or {}
    config = body.get("output_config") or {}
    wanted = config.get("format") or body.get("output_format") or {}
    return Conversation(
        model=str(body["model"]),
        turns=tuple(turns),
        tools=tuple(Tool(str(tool.get("name")), tool["input_schema"]) for tool in tools if isinstance(tool.get("input_schema"), dict)),
        tool_choice={"any": "required", "none": "none", "tool": f"={choice.get('name')}"}.get(str(choice.get("type")), "auto"),
        schema=wanted.get("schema") if wanted.get("type") == "json_schema" else None,
        max_tokens=body.get("max_tokens"),
        server_tools=("web_search",) if search else (),
        search=_search(search, choice) if search else None,
    )


def _search(tool: Json, choice: Json) -> Search:
    allowed, blocked = (tuple(tool.get(name) or ()) for name in ("allowed_domains", "blocked_domains"))
    return Search(allowed, blocked, choice.get("name") == "web_search")


def _turns(message: Json) -> Iterable[Turn]:
    role = _ROLES.get(str(message.get("role")), "user")
    content = message.get("content")
    said: list[str] = []
    blocks: list[Json] = [{"type": "text", "text": content}] if isinstance(content, str) else content or []
    for block in blocks:
        if block.get("type") in ("tool_use", "tool_result"):
            if said:
                yield Text(role, tuple(said))
                said = []
            if block["type"] == "tool_use":
                yield ToolCall(str(block.get("id")), str(block.get("name")), block.get("input") or {})
            else:
                yield ToolResult(str(block.get("tool_use_id")), "\n".join(_texts(block.get("content"))))
        else:
            said += _texts([block])
    if said:
        yield Text(role, tuple(said))


def _texts(content: object) -> tuple[str, ...]:
    if isinstance(content, str):
        return (content,)
    found = (_said(block) for block in content if isinstance(block, dict)) if isinstance(content, list) else ()
    return tuple(text for text in found if text is not None)


def _said(block: Json) -> str | None:
    if block.get("type") == "text":
        return str(block.get("text"))
    source = block.get("source")
    if block.get("type") not in ("image", "document") or not isinstance(source, dict):
        return None
    kind = source.get("type")
    if kind == "text":
        return str(source.get("data"))
    if kind == "content":
        return "\n".join(_texts(source.get("content")))
    url = str(source.get("url") or f"data:{source.get('media_type')};base64,{source.get('data')}")
    if kind == "base64" and media.payload(url) is None:
        raise ApiError(400, "messages.0.content.0.image.source.base64: invalid base64 data")
    if block["type"] == "image":
        return shown({"type": "image_url", "image_url": url})
    return shown({"type": "file", "file": {"filename": block.get("title"), "file_data" if kind == "base64" else "file_url": url}})


def cached(body: Json) -> Json:
    """What a prompt cache looks at, under OpenAI's names; nothing is cached without a mark."""
    if '"cache_control"' not in str(body).replace("'", '"'):
        return {"model": body["model"]}
    return {"model": body["model"], "tools": body.get("tools"), "instructions": body.get("system"), "input": body["messages"]}
