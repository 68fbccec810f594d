"""Who counts tokens for a worker, as the rest of it knows it."""

from collections.abc import Callable
from typing import Protocol

from translator.failure import Failure
from translator.target import Target
from translator.tokens.counting import Count


class Uncounted(Failure):
    """Nothing could be counted now: too many wait, or whoever counts is gone. A message goes on without."""


class Tokenizer(Protocol):
    """Counts beside the event loop; all of it is called on the loop, but for what counter() returns."""

    async def count(self, read: bytes, target: Target) -> Count:
        """Return what the target will count for a body; read: what reading() made of it. Raises Uncounted."""
        ...

    async def text(self, encoding: str, text: str) -> int:
        """Return the tokens of a text; raises Uncounted."""
        ...

    def loaded(self, encoding: str) -> bool:
        """Tell whether this vocabulary is there already, so that text() takes no time worth speaking of."""
        ...

    def counter(self, encoding: str) -> Callable[[str], int]:
        """Return what counts texts, for use in threads alone: it waits, and raises Uncounted."""
        ...

    async def close(self) -> None:
        """End what there is to end; what is asked later is Uncounted."""
        ...
