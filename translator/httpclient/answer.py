"""What every upstream's answer can do, whichever client asked for it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol


class Answer(Protocol):
    """An open answer. Who has it closes it; one that has come to its end needs no closing, and its connection serves the next request.

    status: its number. headers: by name in small letters, of several the first. fields: all of them as they came. over: nothing is left
    to read. repeated: a kept connection had died, and the request was sent again on a fresh one.
    """

    status: int
    repeated: bool

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the first header of each name."""

    @property
    def fields(self) -> Sequence[tuple[bytes, bytes]]:
        """Return every header, in order."""

    @property
    def over(self) -> bool:
        """Return whether nothing is left to read."""

    async def piece(self) -> bytes:
        """Return what has arrived of the body, as soon as anything has; b"" at its end. Raises Failure where the connection breaks."""

    async def pass_on(self, take: Callable[[bytes], bool]) -> bool:
        """Give each piece of the body to take, for as long as that returns True; returns False at the body's end, True before it.

        take may be called by the connection itself, between two tasks: it must not wait. What it raises comes out here.
        Raises Failure where the connection breaks.
        """

    async def whole(self) -> bytes:
        """Return the rest of the body. Raises Failure where the connection breaks."""

    def close(self) -> None:
        """Give up what has not been read, and its connection with it."""


async def pass_on(read: Callable[[], Awaitable[bytes]], take: Callable[[bytes], bool]) -> bool:
    """Do what Answer.pass_on does, where pieces can only be read one by one; read: returns the next, b"" at the end."""
    while piece := await read():
        if not take(piece):
            return True
    return False
