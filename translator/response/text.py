"""Strings on their way to the client: always valid UTF-8, always one line.

JSON lets an upstream escape half of a surrogate pair, and split a pair over two deltas; UTF-8 has neither half.
"""

from typing import Any

REPLACEMENT = "\ufffd"


def one_line(data: bytes) -> bytes:
    """Return JSON whose strings hold no character that ends a line by Unicode's rules: some readers of events split lines by those."""
    return data.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029").replace(b"\xc2\x85", b"\\u0085")


def mended(text: str) -> tuple[str, str]:
    """Return the text with pairs joined and lone halves replaced, and apart from it a first half at its end, which waits for its second."""
    half = ""
    if text and "\ud800" <= text[-1] <= "\udbff":
        half, text = text[-1], text[:-1]
    return clean(text), half


def clean(text: str) -> str:
    """Return the text with surrogate pairs joined and lone halves replaced."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def cleaned(value: object) -> object:
    """Return a JSON value with every string cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    return cleaned_object(value) if isinstance(value, dict) else value


def cleaned_object(value: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON object with every string cleaned."""
    return {clean(key): cleaned(one) for key, one in value.items()}
