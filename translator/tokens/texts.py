"""The tokens of texts; long ones are counted once, since clients count the same system prompt and tools again and again."""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from threading import Lock

LONG = 512  # Characters; a shorter text is counted sooner than it is looked up.
KEPT = 4096  # Entries of some 200 bytes each: under 1 MB, whatever the length of the texts, which are not kept themselves.


class Texts:
    """One vocabulary's counter, safe to use from several threads; encode: text → number of tokens."""

    def __init__(self, encode: Callable[[str], int], kept: int = KEPT) -> None:
        self._encode = encode
        self._kept = kept
        self._counts: OrderedDict[bytes, int] = OrderedDict()
        self._lock = Lock()

    def count(self, text: str) -> int:
        """Return the number of tokens of a text."""
        if len(text) < LONG:
            return self._encode(text) if text else 0
        return self.remembered(text.encode("utf-8", "replace"), lambda: self._encode(text))

    def remembered(self, of: bytes, make: Callable[[], int]) -> int:
        """Return a count that depends on these bytes alone, made only where it is not known yet."""
        key = blake2b(of, digest_size=16).digest()
        with self._lock:
            known = self._counts.get(key)
            if known is not None:
                self._counts.move_to_end(key)
                return known
        counted = make()
        with self._lock:
            self._counts[key] = counted
            if len(self._counts) > self._kept:
                self._counts.popitem(last=False)
        return counted
