"""A plan as the body of POST /v1/responses (OpenAI, Create a model response).

The system prompt is instructions: it stands first in what the upstream caches, as it does at Anthropic. Nothing in the body changes
from turn to turn but what the client adds at its end.
"""

from typing import Any

from translator.plan import Plan, Tool
from translator.request.tools import kept
from translator.request.wires import responses_input

LEAST_OUTPUT = 16  # "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16"


def write(plan: Plan) -> dict[str, Any]:
    """Return the upstream body. Notes what this wire cannot say."""
    capability = plan.target.capability
    body: dict[str, Any] = {"model": plan.target.model}
    if plan.system:
        body["instructions"] = "\n\n".join(plan.system)
    body["input"] = responses_input.items(plan)
    body["store"] = False
    if plan.streams:
        body["stream"] = True
    if plan.max_output is not None:
        body["max_output_tokens"] = _limit(plan, plan.max_output)
    _tools(plan, body)
    if capability.reasons:
        _reasoning(plan, body)
    if plan.format is not None:
        body["text"] = {"format": {"type": "json_schema", **plan.format}}
    for name, value in (("temperature", plan.temperature), ("top_p", plan.top_p), ("service_tier", plan.service_tier)):
        if value is not None:
            body[name] = value
    if capability.openai:
        if plan.cache_key:
            body["prompt_cache_key"] = plan.cache_key
        if plan.user:
            body["safety_identifier"] = plan.user
    return body


def _limit(plan: Plan, wanted: int) -> int:
    """Return the limit, raised to the API's least; a smaller one is a connection test, and a few words more do it no harm."""
    if wanted >= LEAST_OUTPUT:
        return wanted
    plan.notes.add("raised-max-tokens")
    return LEAST_OUTPUT


def _reasoning(plan: Plan, body: dict[str, Any]) -> None:
    reasoning: dict[str, Any] = {}
    if plan.effort:
        reasoning["effort"] = plan.effort
    if plan.thinking and plan.display != "omitted":
        reasoning["summary"] = "auto"
    if reasoning:
        body["reasoning"] = reasoning
    body["include"] = ["reasoning.encrypted_content", *body.get("include", ())]


def _tools(plan: Plan, body: dict[str, Any]) -> None:
    tools = kept.written(plan, _function)
    if plan.search is not None:
        # First, since functions may come at the end from turn to turn.
        tools = [_search(plan), *tools]
        body["include"] = ["web_search_call.action.sources"]
        if plan.search.max_uses is not None:
            body["max_tool_calls"] = plan.search.max_uses
    if not tools:
        return
    body["tools"] = tools
    if plan.choice is not None:
        body["tool_choice"] = _choice(plan)
    if plan.parallel is not None:
        body["parallel_tool_calls"] = plan.parallel


def _function(tool: Tool) -> dict[str, Any]:
    return {
        "type": "function",
        "name": tool.name,
        **({"description": tool.description} if tool.description else {}),
        "parameters": tool.schema,
        # Unsaid means strict on this API, and most schemas are not made for that.
        "strict": bool(tool.strict),
    }


def _search(plan: Plan) -> dict[str, Any]:
    search = plan.search
    tool: dict[str, Any] = {"type": "web_search"}
    if search is not None and search.allowed_domains:
        tool["filters"] = {"allowed_domains": search.allowed_domains}
    if search is not None and search.location:
        tool["user_location"] = {"type": "approximate", **search.location}
    return tool


def _choice(plan: Plan) -> str | dict[str, Any]:
    match plan.choice:
        case "any":
            return "required"
        case "tool" if plan.search is not None and all(tool.name != plan.choice_name for tool in plan.tools):
            return {"type": "web_search"}
        case "tool":
            return {"type": "function", "name": plan.choice_name}
        case other:
            return str(other)
