"""Names of tools that the upstream takes: up to 64 letters, digits, _ and -; others are shortened, the same way every time."""

import re
from collections.abc import Container
from hashlib import sha256

LONGEST = 64
LEGAL = re.compile(r"[a-zA-Z0-9_-]{1,64}").fullmatch
ILLEGAL = re.compile(r"[^a-zA-Z0-9_-]")
HASH = 8


def shortened(name: str, taken: Container[str]) -> str:
    """Return a name that the upstream takes, made of the client's name alone, and none of those taken.

    Two names that differ only in what is cut or replaced stay apart by the hash of the whole name at the end.
    """
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    start = ILLEGAL.sub("_", name)[: LONGEST - HASH - 1]
    for at in range(0, len(digest) - HASH + 1):
        short = f"{start}_{digest[at : at + HASH]}"
        if short not in taken:
            break
    return short
