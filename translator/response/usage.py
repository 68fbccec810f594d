"""Token counts of both wires in the shape of the Messages API.

Both of OpenAI's wires count cached tokens inside the input and reasoning inside the output; the Messages API counts cached tokens apart.
"""

from typing import Any

Usage = dict[str, Any]


def make(total_input: int, cached: int, output: int, reasoning: int = 0) -> Usage:
    """Return the usage of an answer; total_input holds the cached tokens, output the reasoning."""
    cached = min(max(cached, 0), max(total_input, 0))
    usage: Usage = {
        "input_tokens": max(total_input - cached, 0),
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": cached,
        "output_tokens": max(output, 0),
    }
    if reasoning > 0:
        usage["output_tokens_details"] = {"thinking_tokens": min(reasoning, usage["output_tokens"])}
    return usage


def from_responses(usage: object) -> Usage | None:
    """Return the usage of a Responses object, None where there is none."""
    if not isinstance(usage, dict) or (not _number(usage, "input_tokens") and not _number(usage, "output_tokens")):
        return None
    cached = _number(usage.get("input_tokens_details"), "cached_tokens")
    reasoning = _number(usage.get("output_tokens_details"), "reasoning_tokens")
    return make(_number(usage, "input_tokens"), cached, _number(usage, "output_tokens"), reasoning)


def from_chat(usage: object) -> Usage | None:
    """Return the usage of a chat completion, None where there is none.

    Cached tokens also by DeepSeek's (prompt_cache_hit_tokens) and Moonshot's (cached_tokens) names. Some backends leave reasoning out of
    completion_tokens and count it in total_tokens alone (xAI): then it is added.
    """
    if not isinstance(usage, dict):
        return None
    prompt, completion = _number(usage, "prompt_tokens"), _number(usage, "completion_tokens")
    if not prompt and not completion:
        return None
    cached = (
        _number(usage.get("prompt_tokens_details"), "cached_tokens")
        or _number(usage, "prompt_cache_hit_tokens")
        or _number(usage, "cached_tokens")
    )
    reasoning = _number(usage.get("completion_tokens_details"), "reasoning_tokens")
    if reasoning and _number(usage, "total_tokens") == prompt + completion + reasoning:
        completion += reasoning
    return make(prompt, cached, completion, reasoning)


def _number(holder: object, name: str) -> int:
    value = holder.get(name) if isinstance(holder, dict) else None
    return int(value) if isinstance(value, int | float) and value > 0 else 0
