"""The client's request as Anthropic's own API gets it: byte for byte, but for the model's name and blocks of ours."""

import re
from typing import Any

import orjson

from translator.forwarding import own_blocks
from translator.recording.book import Book

NAME = re.compile(rb'"model"\s*:\s*')


def sent_body(raw: bytes, request: dict[str, Any], model: str, book: Book | None) -> bytes:
    """Return the client's body for this model, as it came but for blocks of ours, which no other could read; noted in the book."""
    readable = own_blocks.left_out(raw, request)
    if readable is None:
        return renamed(raw, request, model)
    if book is not None:
        book.record.notes |= readable.notes
    return orjson.dumps({**readable.request, "model": model})


def renamed(raw: bytes, request: dict[str, Any], model: str) -> bytes:
    """Return the body with another model's name in it, and not a byte else changed.

    raw: the body; request: the same, parsed. The name is looked for where the parsed body has it: content may hold the same words.
    """
    if request["model"] == model:
        return raw
    wanted, spelled = {**request, "model": model}, orjson.dumps(request["model"])
    for found in NAME.finditer(raw):
        if raw.startswith(spelled, found.end()):
            tried = raw[: found.end()] + orjson.dumps(model) + raw[found.end() + len(spelled) :]
            if _parsed(tried) == wanted:
                return tried
    # Spelled with escapes, or twice.
    return orjson.dumps(wanted)


def _parsed(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
