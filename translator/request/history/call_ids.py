"""Ids of tool calls: as every upstream takes them, and in which order."""

import hashlib
import re

from translator.message import Message

# OpenAI takes call ids of at most 64 characters; Anthropic's own are of these characters.
_LEGAL = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def legal(identity: str) -> str:
    """Return the id itself where it is legal, else one made of its hash: the same in every turn, and different for different ids."""
    if _LEGAL.fullmatch(identity):
        return identity
    return "call_" + hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:40]


class Order:
    """Whether every result stands where it belongs and every id is legal and new, as it is in almost every request."""

    def __init__(self, called: set[str], waiting: list[str]) -> None:
        """called: the ids of all calls so far; waiting: those of the last message, which have no result yet."""
        self.called, self.waiting = called, waiting

    def holds(self, messages: list[Message]) -> bool:
        """Tell of the next messages whether they keep to it."""
        called = self.called
        for message in messages:
            made: list[str] = []
            found = 0
            for place, block in enumerate(message.content):
                kind = block["type"]
                if kind == "tool_result":
                    if place != found or found >= len(self.waiting) or block["tool_use_id"] != self.waiting[found]:
                        return False
                    found += 1
                elif kind == "tool_use":
                    identity = block["id"]
                    if identity in called or not _LEGAL.fullmatch(identity):
                        return False
                    called.add(identity)
                    made.append(identity)
            if found != len(self.waiting):
                return False
            self.waiting = made
        return True
