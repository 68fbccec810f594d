"""Width and height of an image from its first bytes: PNG, JPEG, GIF and WebP, the formats that both APIs take."""

import base64
import binascii
import struct

# JPEG keeps its size behind its metadata, which seldom takes more than this; the pixels need not be decoded.
PREFIX = 96 * 1024
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def of_base64(data: str) -> tuple[int, int] | None:
    """Return width and height in pixels of a base64-coded image; None where they cannot be read."""
    for length in (PREFIX, len(data)):
        try:
            size = of_bytes(base64.b64decode(data[: length - length % 4]))
        except binascii.Error:
            return None
        if size is not None or length >= len(data):
            return size
    return None


def of_bytes(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels; None where the bytes are none of the formats, or broken."""
    try:
        size = _read(data)
    except (struct.error, IndexError):
        return None
    return size if size is not None and min(size) > 0 else None


def _read(data: bytes) -> tuple[int, int] | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith((b"GIF87a", b"GIF89a")):
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker in FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        # Fill bytes and markers without a length.
        at += 1 if marker == 0xFF else 2 if marker == 0x01 or 0xD0 <= marker <= 0xD8 else 2 + int.from_bytes(data[at + 2 : at + 4])
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    match data[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack("<HH", data[26:30])
            return width & 0x3FFF, height & 0x3FFF
    return None
