"""What is inside data URLs: whether their base64 is whole, what kind of image, how large, the text of a PDF."""

from __future__ import annotations

import base64
import binascii
import io
import struct

_MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF87a": "image/gif", b"GIF89a": "image/gif"}


def split(url: str) -> tuple[str, str] | None:
    """The MIME type and the base64 text of a data URL; None when it is none of the base64 kind."""
    if not url.startswith("data:"):
        return None
    head, comma, data = url[5:].partition(",")
    kind, _, rest = head.partition(";")
    return (kind.lower(), data) if comma and rest.rstrip().endswith("base64") else None


def decoded(data: str) -> bytes | None:
    """The bytes of a base64 text, None when it is broken."""
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None


def payload(url: str) -> bytes | None:
    """The bytes in a data URL or in bare base64, None when there are none."""
    parts = split(url)
    return decoded(parts[1] if parts else url)


def image_kind(data: bytes) -> str | None:
    """The MIME type of an image by its first bytes, None when it is none that OpenAI takes."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF or JPEG; None when they cannot be read."""
    kind = image_kind(data)
    try:
        if kind == "image/png":
            width, height = struct.unpack(">II", data[16:24])
            return width, height
        if kind == "image/gif":
            width, height = struct.unpack("<HH", data[6:10])
            return width, height
        return _jpeg_size(data) if kind == "image/jpeg" else None
    except (struct.error, IndexError):
        return None


def pdf_texts(data: bytes) -> list[str]:
    """The text of each page of a PDF; one empty page when it cannot be read."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError):
        return [""]


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at < len(data):
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker in range(0xC0, 0xD0) and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
