"""An answer as it comes in: what the connection has heard and nobody has read yet."""

import asyncio
from collections.abc import Callable, Sequence

from translator.httpclient.faults import broken

Fields = list[tuple[bytes, bytes]]


class Incoming:
    """One answer between the connection, which puts bytes in, and its one reader, who takes them out.

    parts, size: what waits to be read, and its length in bytes. ended: nothing more will come. cut: not the end that it should have had.
    waiter: what the reader waits for. room: to be called when there is room again, while the connection is held back. abandon: gives the
    connection up; None once it belongs to somebody else.
    """

    __slots__ = (
        "_headers",
        "_loop",
        "_take",
        "abandon",
        "cut",
        "ended",
        "parts",
        "repeated",
        "room",
        "size",
        "status",
        "waiter",
        "wire_fields",
    )

    def __init__(self, loop: asyncio.AbstractEventLoop, abandon: Callable[[], None]) -> None:
        self._loop = loop
        self._headers: dict[str, str] | None = None
        self._take: Callable[[bytes], bool] | None = None
        self.status = 0
        self.repeated = False
        self.wire_fields: Fields = []
        self.parts: list[bytes] = []
        self.size = 0
        self.ended = False
        self.cut = False
        self.waiter: asyncio.Future[None] | None = None
        self.room: Callable[[], None] | None = None
        self.abandon: Callable[[], None] | None = abandon

    @property
    def headers(self) -> dict[str, str]:
        """Return the first header of each name."""
        if self._headers is None:
            self._headers = {name.decode("latin-1").lower(): value.decode("latin-1").strip() for name, value in reversed(self.wire_fields)}
        return self._headers

    @property
    def fields(self) -> Sequence[tuple[bytes, bytes]]:
        """Return every header, in order."""
        return self.wire_fields

    @property
    def over(self) -> bool:
        """Return whether nothing is left to read."""
        return self.ended and not self.parts

    def waits(self) -> asyncio.Future[None]:
        """Return what is done at the connection's next word."""
        self.waiter = self._loop.create_future()
        return self.waiter

    def wake(self, error: Exception | None = None) -> None:
        """Let the reader go on."""
        waiter = self.waiter
        if waiter is not None:
            self.waiter = None
            # A reader that was cancelled has not come round to leaving yet.
            if not waiter.done():
                if error is None:
                    waiter.set_result(None)
                else:
                    waiter.set_exception(error)

    def arrived(self) -> None:
        """Let the reader have what has come: at once where it takes it so, else by letting it go on."""
        waiter, take = self.waiter, self._take
        if waiter is None or waiter.done():
            return
        if take is not None and self.parts:
            try:
                more = take(self._taken())
            except Exception as error:  # noqa: BLE001 (whatever it is, it belongs to the reader)
                self.wake(error)
                return
            if not more:
                self._take = None
            elif not self.ended:
                return
        self.wake()

    def end(self, cut: bool = False) -> None:
        """Note that no more will come."""
        self.ended = True
        self.cut = cut
        self.abandon = self.room = None

    async def piece(self) -> bytes:
        """Return what has arrived of the body, as soon as anything has; b"" at its end. Raises Failure where the connection breaks."""
        parts = self.parts
        while not parts:
            if self.ended:
                if self.cut:
                    raise broken()
                return b""
            await self.waits()
        return self._taken()

    def _taken(self) -> bytes:
        parts = self.parts
        piece = parts[0] if len(parts) == 1 else b"".join(parts)
        parts.clear()
        self.size = 0
        if self.room is not None:
            self.room()
        return piece

    async def pass_on(self, take: Callable[[bytes], bool]) -> bool:
        """Give each piece to take, as soon as it has come and without waking the caller, for as long as that returns True: see Answer."""
        while True:
            if self.parts:
                if not take(self._taken()):
                    return True
            elif self.ended:
                if self.cut:
                    raise broken()
                return False
            else:
                self._take = take
                try:
                    await self.waits()
                    if self._take is None:
                        return True
                finally:
                    # Each holds the other.
                    self._take = None

    async def whole(self) -> bytes:
        """Return the rest of the body. Raises Failure where the connection breaks."""
        pieces = []
        while piece := await self.piece():
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def close(self) -> None:
        """Give up what has not been read, and its connection with it."""
        abandon = self.abandon
        self.parts.clear()
        if not self.ended:
            self.end()
        if abandon is not None:
            abandon()
