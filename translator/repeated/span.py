"""Parts of a request's bytes."""

from typing import Generic, NamedTuple, TypeVar

Known = TypeVar("Known")


class Span(NamedTuple, Generic[Known]):
    """A part that is known already: where it stands in the bytes, and what they were read into."""

    begin: int
    end: int
    known: Known


class Member:
    """A member of requests that holds a list; it often stands where it stood in the request before, which saves a search."""

    def __init__(self, name: str) -> None:
        self._name = f'"{name}":['.encode()
        self._last = 0

    def place(self, body: bytes, after: int = 0) -> int | None:
        """Return where a list of this name begins, at any depth: the one where it was last, else the first after a place; None without."""
        if not body.startswith(self._name, self._last):
            found = body.find(self._name, after)
            if found < 0:
                found = body.find(self._name, 0, after)
            if found < 0:
                return None
            self._last = found
        return self._last + len(self._name) - 1
