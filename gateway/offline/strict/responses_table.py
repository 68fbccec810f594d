"""What the Responses API refuses: its parameters, then its rules in the order in which they are checked.

Parameters: https://platform.openai.com/docs/api-reference/responses/create.
"""

from __future__ import annotations

from gateway.offline.strict import common, compat, limits, reasoning, responses_history, responses_items, search, tool_choice, tools
from gateway.offline.strict.asked import Rule

PARAMETERS = {
    "model": "string!",
    "input": "string|objects!",
    "background": "boolean",
    "context_management": "array",
    "conversation": "string|object",
    "include": "strings",
    "instructions": "string",
    "max_output_tokens": "integer",
    "max_tool_calls": "integer",
    "metadata": "object",
    "moderation": "object",
    "parallel_tool_calls": "boolean",
    "previous_response_id": "string",
    "prompt": "object",
    "prompt_cache_key": "string",
    "prompt_cache_options": "object",
    "prompt_cache_retention": "string",
    "reasoning": "object",
    "safety_identifier": "string",
    "service_tier": "string",
    "store": "boolean",
    "stream": "boolean",
    "stream_options": "object",
    "temperature": "number",
    "text": "object",
    "tool_choice": "string|object",
    "tools": "objects",
    "top_logprobs": "integer",
    "top_p": "number",
    "truncation": "string",
    "user": "string",
}

RULES: tuple[tuple[str, Rule], ...] = (
    ("a name of no model of OpenAI's", compat.known_model),
    ("NUL characters", common.no_nul),
    ("identifiers over 64 characters", common.identifiers),
    ("metadata of more than 16 entries, or long ones", common.metadata),
    ("values outside their closed sets", common.closed_sets),
    ("stream options without a stream, or of chat completions", common.responses_stream_options),
    ("a limit under 16 or over the model's", limits.responses_limit),
    ("temperature and top_p out of range, or of a model that reasons", limits.responses_sampling),
    ("reasoning of a model without it, efforts that it does not have", reasoning.responses_reasoning),
    ("encrypted reasoning of a model without it, unknown includes", reasoning.include),
    ("output formats that are not valid", common.text_format),
    ("tools of unknown types, names, parameters, invalid schemas", tools.responses_tools),
    ("hosted search that the model or the effort does not allow", search.hosted_search),
    ("a choice without tools, or of a tool that is not offered", tool_choice.responses_choice),
    ("items and content of unknown types, wrong roles, broken files", responses_items.items),
    ("item ids with wrong prefixes, or twice", responses_history.ids),
    ("calls without outputs, outputs without calls", responses_history.pairs),
    ("reasoning without what followed it", responses_history.reasoning_is_followed),
    ("reasoning that this backend did not issue for this model", responses_history.reasoning_is_ours),
    ("an input longer than the context window", limits.responses_window),
)
