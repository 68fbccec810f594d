"""What travels in a thinking block's signature and in redacted_thinking.data: the upstream's own reasoning item, exactly.

Nothing is kept here between turns, so any replica can replay what another one received.
"""

import base64
import binascii
from typing import Any

import orjson

PREFIX = "oc1."


def pack(model: str, item: dict[str, Any]) -> str:
    """Return the signature that carries an upstream's reasoning item; model is the upstream's own id. The same in, the same out."""
    packed = orjson.dumps([model, item])
    return PREFIX + base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")


def unpack(signature: str) -> tuple[str, dict[str, Any]] | None:
    """Return the model and the item of a signature of ours; None for anything else, whatever it holds."""
    if not signature.startswith(PREFIX):
        return None
    try:
        coded = signature[len(PREFIX) :].encode("ascii")
        value = orjson.loads(base64.urlsafe_b64decode(coded + b"=" * (-len(coded) % 4)))
    except (ValueError, binascii.Error):
        return None
    match value:
        case [str(model), dict(item)]:
            return model, item
    return None
