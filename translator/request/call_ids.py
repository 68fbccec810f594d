"""Ids of tool calls: as every upstream takes them, and in which order."""

import hashlib
import re

from translator.plan import Message

# OpenAI takes call ids of at most 64 characters; Anthropic's own are of these characters.
_LEGAL = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def legal(identity: str) -> str:
    """Return the id itself where it is legal, else one made of its hash: the same in every turn, and different for different ids."""
    if _LEGAL.fullmatch(identity):
        return identity
    return "call_" + hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def in_order(messages: list[Message]) -> bool:
    """Tell whether every result stands where it belongs and every id is legal and new, as it is in almost every request."""
    seen: set[str] = set()
    waiting: list[str] = []
    for message in messages:
        made: list[str] = []
        found = 0
        for place, block in enumerate(message.content):
            kind = block["type"]
            if kind == "tool_result":
                if place != found or found >= len(waiting) or block["tool_use_id"] != waiting[found]:
                    return False
                found += 1
            elif kind == "tool_use":
                identity = block["id"]
                if identity in seen or not _LEGAL.fullmatch(identity):
                    return False
                seen.add(identity)
                made.append(identity)
        if found != len(waiting):
            return False
        waiting = made
    return not waiting
