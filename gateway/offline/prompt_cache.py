"""An imitation of OpenAI's prompt cache: how much of a request's beginning was seen before under the same key.

Rule (https://platform.openai.com/docs/guides/prompt-caching): exact prefixes of at least 1,024 tokens, in steps of 128, over tools,
instructions and input in this order; kept apart by model and `prompt_cache_key`.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Any

import orjson

_STEP = 128
_LEAST = 1024
_STEP_BYTES = _STEP * 4
_KEPT = 200_000


class PromptCache:
    """The prefixes seen so far, newest last; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def cached(self, body: dict[str, Any], input_tokens: int) -> int:
        """The cached tokens of this request, of its `input_tokens`; its own prefixes are remembered for the next."""
        text = _serialized(body)
        steps = len(text) // _STEP_BYTES
        if steps * _STEP < _LEAST:
            return 0
        digest = orjson.dumps([body.get("model"), body.get("prompt_cache_key")])
        hits = 0
        for step in range(steps):
            digest = hashlib.blake2b(digest + text[step * _STEP_BYTES : (step + 1) * _STEP_BYTES], digest_size=12).digest()
            if digest in self._seen:
                hits = step + 1
                self._seen.move_to_end(digest)
            else:
                self._seen[digest] = None
        while len(self._seen) > _KEPT:
            self._seen.popitem(last=False)
        # Bytes measure the prefix, tokens are what is counted: the share is the same.
        tokens = hits * _STEP_BYTES * input_tokens // len(text) // _STEP * _STEP
        return tokens if tokens >= _LEAST else 0


def _serialized(body: dict[str, Any]) -> bytes:
    items = body.get("input", body.get("messages"))
    parts = [body.get("tools"), body.get("instructions"), *(items if isinstance(items, list) else [items])]
    return b"\n".join(orjson.dumps(part) for part in parts)
