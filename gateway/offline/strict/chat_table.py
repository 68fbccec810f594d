"""What chat completions refuses: its parameters, then its rules in the order in which they are checked.

Parameters: https://platform.openai.com/docs/api-reference/chat/create.
"""

from __future__ import annotations

from gateway.offline.strict import chat_history, chat_messages, common, compat, limits, reasoning, tool_choice, tools
from gateway.offline.strict.asked import Rule

PARAMETERS = {
    "model": "string!",
    "messages": "objects!",
    "audio": "object",
    "frequency_penalty": "number",
    "function_call": "string|object",
    "functions": "objects",
    "logit_bias": "object",
    "logprobs": "boolean",
    "max_completion_tokens": "integer",
    "max_tokens": "integer",
    "metadata": "object",
    "modalities": "strings",
    "moderation": "object",
    "n": "integer",
    "parallel_tool_calls": "boolean",
    "prediction": "object",
    "presence_penalty": "number",
    "prompt_cache_key": "string",
    "prompt_cache_options": "object",
    "prompt_cache_retention": "string",
    "reasoning_effort": "string",
    "response_format": "object",
    "safety_identifier": "string",
    "seed": "integer",
    "service_tier": "string",
    "stop": "string|strings",
    "store": "boolean",
    "stream": "boolean",
    "stream_options": "object",
    "temperature": "number",
    "tool_choice": "string|object",
    "tools": "objects",
    "top_logprobs": "integer",
    "top_p": "number",
    "user": "string",
    "verbosity": "string",
    "web_search_options": "object",
}

RULES: tuple[tuple[str, Rule], ...] = (
    ("a name of no model of OpenAI's", compat.known_model),
    ("NUL characters", common.no_nul),
    ("identifiers over 64 characters", common.identifiers),
    ("metadata of more than 16 entries, or long ones", common.metadata),
    ("metadata of what is not stored", common.chat_metadata),
    ("values outside their closed sets", common.closed_sets),
    ("stream options without a stream", common.chat_stream_options),
    ("max_tokens of a model that reasons, a limit over the model's", limits.chat_limit),
    ("temperature and top_p out of range, or of a model that reasons", limits.chat_sampling),
    ("stop of a model that reasons, more than four of them", limits.chat_stop),
    ("reasoning of a model without it, efforts that it does not have", reasoning.chat_effort),
    ("output formats that are not valid", common.response_format),
    ("tools of unknown types, names, parameters, invalid schemas", tools.chat_tools),
    ("a choice without tools, or of a tool that is not offered", tool_choice.chat_choice),
    ("roles and content of unknown types, images where none may be, broken files", chat_messages.messages),
    ("calls without their results, results without calls", chat_history.pairs),
    ("messages longer than the context window", limits.chat_window),
)

# A compatible backend: what chat completions was before OpenAI's own additions.
COMPAT_REFUSED = (
    "store",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "safety_identifier",
    "service_tier",
    "max_completion_tokens",
    "reasoning_effort",
    "verbosity",
    "metadata",
    "moderation",
    "modalities",
    "prediction",
    "web_search_options",
)
COMPAT_PARAMETERS = {name: kind for name, kind in PARAMETERS.items() if name not in COMPAT_REFUSED} | {"top_k": "integer"}
COMPAT_RULES: tuple[tuple[str, Rule], ...] = (
    ("fields and roles that only OpenAI has", compat.only_common),
    ("more than four stop sequences", limits.chat_stop),
    ("stream options without a stream", common.chat_stream_options),
    ("tools of unknown types, names, parameters, invalid schemas", tools.chat_tools),
    ("a choice without tools, or of a tool that is not offered", tool_choice.chat_choice),
    ("roles and content of unknown types, images where none may be, broken files", chat_messages.messages),
    ("calls without their results, results without calls", chat_history.pairs),
)
