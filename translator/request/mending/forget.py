"""Take the reasoning of earlier turns out of an upstream's request, where the upstream cannot read it any more."""

from typing import Any

REASONING = ("reasoning", "reasoning_content", "reasoning_details")


def reasoning(body: dict[str, Any]) -> bool:
    """Take it out of a body of either wire, whose messages other requests may share; tells whether there was any.

    The organisation or the key may have changed since, or the upstream's own keys have: it then refuses what it sealed itself.
    """
    items = body.get("input")
    if isinstance(items, list):
        kept = [item for item in items if item.get("type") != "reasoning"]
        found = len(kept) < len(items)
        body["input"] = kept
        return found
    messages = body.get("messages") or []
    found = any(message.get(name) is not None for message in messages for name in REASONING)
    if found:
        body["messages"] = [{name: value for name, value in message.items() if name not in REASONING} for message in messages]
    return found
