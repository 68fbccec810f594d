"""What the model reads of an upstream body, as bytes: what is counted, and by whose digest a count is known again."""

from hashlib import blake2b
from typing import Any

import orjson

# The rest (streaming, limits, cache keys) differs between a count and the message that follows it.
READ = ("model", "instructions", "input", "messages", "tools", "text", "response_format", "web_search_options")


def reading(body: dict[str, Any]) -> bytes:
    """Return what the model reads of an upstream body, as JSON; raises orjson.JSONEncodeError for what cannot become JSON."""
    return orjson.dumps({name: body[name] for name in READ if name in body}, default=str)


def digest(read: bytes) -> bytes:
    """Return a digest of what reading() made."""
    return blake2b(read, digest_size=16).digest()
