"""How a response ends, by its status."""

from typing import Any

BEGUN = ("queued", "in_progress")


def status_of(response: dict[str, Any], event: str) -> str:
    """Return the status of a Responses object; event: the type of the event that it came in, which counts where the two do not agree."""
    status, end = str(response.get("status") or ""), event.removeprefix("response.")
    return end if end and (not status or status in BEGUN) else status


def stop_reason(response: dict[str, Any], status: str) -> str:
    """Return the stop_reason of a Responses object that was not broken off."""
    if status != "incomplete":
        return "end_turn"
    details = response.get("incomplete_details")
    reason = str(details.get("reason") or "") if isinstance(details, dict) else ""
    if reason == "content_filter":
        return "refusal"
    return "model_context_window_exceeded" if "context" in reason else "max_tokens"
