"""How chat completions end, by finish_reason: the API's own words and those of the backends that follow it."""

CUT = "The upstream's stream ended before its answer did: try again."
EMPTY = "The upstream's answer was empty: try again."
STOP_REASONS = {
    "length": "max_tokens",
    "max_tokens": "max_tokens",
    "max_output_tokens": "max_tokens",
    "content_filter": "refusal",
    "refusal": "refusal",
    "model_length": "model_context_window_exceeded",
    "model_context_window_exceeded": "model_context_window_exceeded",
}
# Ends that are none: DeepSeek's when it has no capacity, OpenRouter's, vLLM's.
FAILURES = frozenset({"error", "abort", "insufficient_system_resource", "network_error", "unknown_error"})
