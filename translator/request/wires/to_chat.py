"""A plan as the body of POST /v1/chat/completions (OpenAI, Create chat completion).

What only OpenAI's own API knows (store, prompt_cache_key, safety_identifier, strict) is sent to it alone: plain compatible backends
refuse fields that they do not know. stop is sent to none: few tell at which sequence they stopped, or that they did, and some stop inside
the model's thinking (https://github.com/vllm-project/vllm/issues/52393). response/stop_watch.py watches the text instead.
"""

from functools import partial
from typing import Any

from translator.plan import Plan, Tool
from translator.request.tools import kept
from translator.request.wires import chat_messages


def write(plan: Plan) -> dict[str, Any]:
    """Return the upstream body. Notes what this wire cannot say."""
    capability = plan.target.capability
    body: dict[str, Any] = {"model": plan.target.model, "messages": chat_messages.messages(plan)}
    if plan.streams:
        body["stream"] = True
        body["stream_options"] = {"include_usage": True}
    if plan.max_output is not None:
        body[capability.max_tokens_field] = plan.max_output
    _tools(plan, body)
    if plan.effort:
        body["reasoning_effort"] = plan.effort
    if plan.format is not None:
        body["response_format"] = {"type": "json_schema", "json_schema": _format(plan, plan.format)}
    for name, value in (("temperature", plan.temperature), ("top_p", plan.top_p)):
        if value is not None:
            body[name] = value
    if capability.openai:
        _openai(plan, body)
    elif plan.top_k is not None:
        body["top_k"] = plan.top_k
    return body


def _openai(plan: Plan, body: dict[str, Any]) -> None:
    body["store"] = False
    for name, value in (
        ("prompt_cache_key", plan.cache_key),
        ("safety_identifier", plan.user),
        ("service_tier", plan.service_tier),
    ):
        if value:
            body[name] = value


def _tools(plan: Plan, body: dict[str, Any]) -> None:
    if not plan.tools:
        return
    body["tools"] = kept.written(plan, partial(_function, plan.target.capability.openai))
    match plan.choice:
        case None:
            pass
        case "any":
            body["tool_choice"] = "required"
        case "tool":
            body["tool_choice"] = {"type": "function", "function": {"name": plan.choice_name}}
        case other:
            body["tool_choice"] = other
    # "Unsupported parameter: 'parallel_tool_calls' is not supported with this model" (o-series, which calls one tool at a time anyway).
    if plan.parallel is not None and plan.target.capability.chat_parallel:
        body["parallel_tool_calls"] = plan.parallel


def _function(openai: bool, tool: Tool) -> dict[str, Any]:
    function: dict[str, Any] = {"name": tool.name}
    if tool.description:
        function["description"] = tool.description
    function["parameters"] = tool.schema
    if tool.strict and openai:
        function["strict"] = True
    return {"type": "function", "function": function}


def _format(plan: Plan, wanted: dict[str, Any]) -> dict[str, Any]:
    if plan.target.capability.openai:
        return wanted
    if wanted["strict"]:
        plan.notes.add("format-not-strict")
    return {"name": wanted["name"], "schema": wanted["schema"]}
