"""Ids of blocks: valid, unique in their message, and the same for the same upstream answer."""

import base64
import hashlib
import re

from translator.signature import PREFIX

VALID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def tool_id(upstream: str, taken: set[str], message_id: str) -> str:
    """Return the id of a tool call: the upstream's where it is valid and new, else one derived from it. Adds it to taken."""
    made = upstream if VALID.fullmatch(upstream) and upstream not in taken else ""
    if not made:
        made = "toolu_" + _digest(f"{message_id}/{upstream}/{len(taken)}")
    taken.add(made)
    return made


def search_id(upstream: str, number: int, message_id: str) -> str:
    """Return the id of a search; number is how many came before it in the message."""
    return "srvtoolu_" + _digest(f"{message_id}/{upstream}/{number}")


def opaque(url: str) -> str:
    """Return what stands for a page's encrypted content or index: opaque to the client, its address to us."""
    return PREFIX + base64.urlsafe_b64encode(url.encode("utf-8", "replace")).rstrip(b"=").decode("ascii")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]
