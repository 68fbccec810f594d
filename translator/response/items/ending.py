"""How a response ends, by its status."""

from typing import Any


def stop_reason(response: dict[str, Any], status: str) -> str:
    """Return the stop_reason of a Responses object that was not broken off."""
    if status != "incomplete":
        return "end_turn"
    details = response.get("incomplete_details")
    reason = str(details.get("reason") or "") if isinstance(details, dict) else ""
    if reason == "content_filter":
        return "refusal"
    return "model_context_window_exceeded" if "context" in reason else "max_tokens"
