import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.tokens.image_size import of_base64, of_bytes

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480)
GIF = b"GIF89a" + struct.pack("<HH", 640, 480)
EXIF = b"\xff\xe1" + struct.pack(">H", 2 + 60_000) + bytes(60_000)
FRAME = b"\xff\xc2" + struct.pack(">HBHH", 17, 8, 480, 640)
WEBP_EXTENDED = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")
WEBP_LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + (639 | 479 << 14).to_bytes(4, "little")
WEBP_LOSSY = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 480)


@pytest.mark.parametrize(
    "data",
    [PNG, GIF, b"\xff\xd8" + FRAME, b"\xff\xd8" + EXIF * 3 + b"\xff" + FRAME, WEBP_EXTENDED, WEBP_LOSSLESS, WEBP_LOSSY],
    ids=["png", "gif", "jpeg", "jpeg-with-much-metadata", "webp-extended", "webp-lossless", "webp-lossy"],
)
def test_size_is_read_from_the_header(data: bytes) -> None:
    """Width and height stand in the first bytes of every format that both APIs take."""
    assert of_base64(base64.b64encode(data).decode()) == (640, 480)


@pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(b"<svg/>").decode(), base64.b64encode(PNG[:18]).decode()])
def test_unreadable_is_none(text: str) -> None:
    """What is broken or of another format has no size, and nothing is raised."""
    assert of_base64(text) is None


@given(st.sampled_from([PNG, GIF, b"\xff\xd8" + FRAME, WEBP_LOSSY, b"\xff\xd8"]), st.binary(max_size=64), st.integers(0, 40))
def test_no_bytes_are_fatal(start: bytes, rest: bytes, cut: int) -> None:
    """Cut and garbled images give a size or None."""
    size = of_bytes(start[:cut] + rest)
    assert size is None or min(size) > 0
