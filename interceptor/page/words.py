"""Errors of a record in plain words: what a request ended with, and what can be done."""

from typing import Any

BY_KIND = {
    "client_disconnected": "The client left before the answer had ended.",
    "shutdown": "The gateway was stopped before the answer had ended.",
    "timeout_error": "The upstream took too long. Try again, or raise REQUEST_TIMEOUT.",
    "authentication_error": "The upstream refused the gateway's own key. Set a valid one; openai-code doctor tries every key.",
    "billing_error": "The upstream account must pay.",
    "permission_error": "The gateway's key may not do this upstream, or the region is not served.",
    "not_found_error": "The upstream has no such model, or no name in config.yaml fits the one asked for.",
    "request_too_large": "The request is larger than the upstream takes.",
    "rate_limit_error": "The upstream's rate limit is reached, or its account has no credit left.",
    "overloaded_error": "The upstream is overloaded. Try again in a moment.",
    "invalid_request_error": "The upstream, or the gateway, refused the request: the client shows the reason.",
    "api_error": "The upstream failed.",
}
STATES = {"waiting": "waits for the first word", "streaming": "streams", "sending": "goes to the upstream", "reading": "is being read"}
STOPS = {
    "end_turn": "ended by itself",
    "tool_use": "calls tools",
    "max_tokens": "cut off at max_tokens",
    "stop_sequence": "ended at a stop sequence",
    "refusal": "refused by the model",
    "model_context_window_exceeded": "cut off at the model's window",
    "pause_turn": "paused",
}


def fault(request: dict[str, Any]) -> str | None:
    """Return what went wrong with a request of a time line, as a sentence; None where nothing did."""
    kind, status = request.get("error"), int(request.get("status") or 0)
    if not kind and status < 400:
        return None
    if kind in BY_KIND:
        return BY_KIND[str(kind)]
    if status in (401, 403):
        return BY_KIND["permission_error"]
    return f"It ended with {kind or f'status {status}'}."


def broke(part: str | None) -> str:
    """Return where a prompt's cache broke, in words."""
    if not part:
        return ""
    known = {"tools": "the tools changed", "system": "the system prompt changed", "upstream": "the upstream had forgotten it"}
    return known.get(part, f"{part} changed")
