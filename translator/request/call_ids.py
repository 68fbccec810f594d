"""Ids of tool calls, as every upstream takes them."""

import hashlib
import re

# OpenAI takes call ids of at most 64 characters; Anthropic's own are of these characters.
_LEGAL = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def legal(identity: str) -> str:
    """Return the id itself where it is legal, else one made of its hash: the same in every turn, and different for different ids."""
    if _LEGAL.fullmatch(identity):
        return identity
    return "call_" + hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:40]
