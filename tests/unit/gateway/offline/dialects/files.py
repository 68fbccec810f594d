"""Small files as requests hold them."""

import base64


def base64_of(data: bytes) -> str:
    """The bytes as base64 text."""
    return base64.b64encode(data).decode()
