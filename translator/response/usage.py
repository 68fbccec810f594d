"""Token counts of both wires in the shape of the Messages API.

Both of OpenAI's wires count tokens read from the cache and written to it inside the input, and reasoning inside the output; the Messages
API counts the two apart from the input: https://platform.openai.com/docs/guides/prompt-caching
"""

from typing import Any

Usage = dict[str, Any]

# Counts beyond what JSON readers agree on are none, Infinity among them.
LARGEST = 2**53


def make(total_input: int, cached: int, output: int, reasoning: int = 0, written: int = 0) -> Usage:
    """Return the usage of an answer; total_input holds the cached and the written tokens, output the reasoning."""
    total_input = max(total_input, 0)
    cached = min(max(cached, 0), total_input)
    written = min(max(written, 0), total_input - cached)
    usage: Usage = {
        "input_tokens": total_input - cached - written,
        "cache_creation_input_tokens": written,
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
    details = usage.get("input_tokens_details")
    reasoning = _number(usage.get("output_tokens_details"), "reasoning_tokens")
    return make(
        _number(usage, "input_tokens"),
        _number(details, "cached_tokens"),
        _number(usage, "output_tokens"),
        reasoning,
        _number(details, "cache_write_tokens"),
    )


def from_chat(usage: object) -> Usage | None:
    """Return the usage of a chat completion, None where there is none.

    Cached tokens also by DeepSeek's (prompt_cache_hit_tokens) and Moonshot's (cached_tokens) names, written ones also by LiteLLM's
    (cache_creation_input_tokens). Without completion_tokens the answer is what the total has beyond the prompt. Some backends leave
    reasoning out of completion_tokens and count it in total_tokens alone (xAI): then it is added.
    """
    if not isinstance(usage, dict):
        return None
    prompt, completion = _number(usage, "prompt_tokens"), _number(usage, "completion_tokens")
    if not prompt and not completion:
        return None
    total = _number(usage, "total_tokens")
    if usage.get("completion_tokens") is None:
        completion = max(total - prompt, 0)
    details = usage.get("prompt_tokens_details")
    cached = _number(details, "cached_tokens") or _number(usage, "prompt_cache_hit_tokens") or _number(usage, "cached_tokens")
    written = _number(details, "cache_write_tokens") or _number(usage, "cache_creation_input_tokens")
    reasoning = _number(usage.get("completion_tokens_details"), "reasoning_tokens")
    if reasoning and total == prompt + completion + reasoning:
        completion += reasoning
    return make(prompt, cached, completion, reasoning, written)


def _number(holder: object, name: str) -> int:
    value = holder.get(name) if isinstance(holder, dict) else None
    return int(value) if isinstance(value, int | float) and 0 < value < LARGEST else 0
