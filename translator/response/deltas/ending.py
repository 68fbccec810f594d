"""How chat completions end, by finish_reason: the API's own words and those of the backends that follow it."""

CUT = "The upstream's stream ended before its answer did: try again."
EMPTY = "The upstream's answer was empty: try again."
# In small letters, as far as the first colon: Gemini writes content_filter: SAFETY. Whatever is not here is the end of a turn.
STOP_REASONS = {
    "length": "max_tokens",
    "max_tokens": "max_tokens",
    "max_output_tokens": "max_tokens",
    "max_completion_tokens": "max_tokens",
    "max_length": "max_tokens",
    "content_filter": "refusal",
    "refusal": "refusal",
    "safety": "refusal",
    "sensitive": "refusal",
    "recitation": "refusal",
    "blocklist": "refusal",
    "prohibited_content": "refusal",
    "guardrail_intervened": "refusal",
    "model_length": "model_context_window_exceeded",
    "context_length_exceeded": "model_context_window_exceeded",
    "model_context_window_exceeded": "model_context_window_exceeded",
}
# The API's own words: nothing but counts follows them.
ENDS = frozenset({"stop", "length", "tool_calls", "function_call", "content_filter"})
# Ends that are none: DeepSeek's when it has no capacity, OpenRouter's, vLLM's, Zhipu's, Gemini's when the model wrote a broken call.
FAILURES = frozenset(
    {
        "error",
        "abort",
        "aborted",
        "cancelled",
        "canceled",
        "timeout",
        "insufficient_system_resource",
        "network_error",
        "unknown_error",
        "malformed_function_call",
        "function_call_filter",
    }
)


def word(reason: object) -> str:
    """Return a finish_reason as the tables above have it; empty where there is none (older Ollama ends every chunk with an empty one)."""
    return reason.partition(":")[0].strip().lower() if isinstance(reason, str) else ""
