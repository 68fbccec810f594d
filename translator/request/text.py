"""Text as an upstream takes it."""

import json

import orjson

from translator.message import Block
from translator.notes import Notes

REPLACEMENT = "\ufffd"


def clean(text: str, notes: Notes) -> str:
    """Return the text with NUL characters and lone surrogates replaced by U+FFFD, noted; pairs of surrogates become their character.

    Upstreams refuse NUL in a prompt, and a lone surrogate cannot be written as UTF-8 at all.
    """
    if "\0" not in text and (text.isascii() or _writable(text)):
        return text
    notes.add("replaced-characters")
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", REPLACEMENT)


def clean_value(value: object, notes: Notes) -> object:
    """Return a JSON value of which every string is clean; the same object where nothing had to change is not promised."""
    if isinstance(value, str):
        return clean(value, notes)
    if isinstance(value, list):
        return [clean_value(item, notes) for item in value]
    if isinstance(value, dict):
        return {clean(key, notes): clean_value(item, notes) for key, item in value.items()}
    return value


def written(value: object, notes: Notes) -> str:
    """Return a JSON value as compact JSON text that any upstream can read: no NUL, no lone surrogate."""
    try:
        coded = orjson.dumps(value)
    except TypeError:  # lone surrogates, or numbers beyond 64 bits
        return json.dumps(clean_value(value, notes), ensure_ascii=False, separators=(",", ":"))
    if b"\\u0000" in coded:
        return orjson.dumps(clean_value(value, notes)).decode()
    return coded.decode()


def add(text: str, out: list[Block]) -> None:
    """Append a block of text, unless it is empty."""
    if text:
        out.append({"type": "text", "text": text})


def _writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
