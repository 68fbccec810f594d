"""Encrypted reasoning without a secret: tokens that any copy of this backend can issue and verify.

The key is public on purpose. The token names the reasoning item and the model that it belongs to, as OpenAI's does, so that a client which
mixes them up is found out, also after a restart and on another replica.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re

_KEY = b"openai-code offline backend: a public key for tests"
_PREFIX = "gAAAA"
_DATE = re.compile(r"-\d{4}-\d\d-\d\d$")


def issue(model: str, item_id: str) -> str:
    """The encrypted content of the reasoning item with this id, made by this model."""
    return _PREFIX + base64.urlsafe_b64encode(_mac(model, item_id) + item_id.encode()).decode()


def verifies(token: str, model: str, item_id: str) -> bool:
    """Whether this backend, or a copy of it, issued the token for exactly this item of this model."""
    try:
        raw = base64.urlsafe_b64decode(token.removeprefix(_PREFIX))
    except (binascii.Error, ValueError):
        return False
    return token.startswith(_PREFIX) and hmac.compare_digest(raw, _mac(model, item_id) + item_id.encode())


def genuine(token: str, model: str) -> bool:
    """Whether this backend issued the token, for whatever item of this model."""
    try:
        raw = base64.urlsafe_b64decode(token.removeprefix(_PREFIX))
        return verifies(token, model, raw[hashlib.sha256().digest_size :].decode())
    except (binascii.Error, ValueError):
        return False


def _mac(model: str, item_id: str) -> bytes:
    family = _DATE.sub("", model)
    return hmac.digest(_KEY, f"{family}\n{item_id}".encode(), hashlib.sha256)
