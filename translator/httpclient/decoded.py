"""An answer that was compressed although nobody asked for it."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from translator.httpclient.answer import Answer, pass_on
from translator.httpclient.faults import broken, unread

# So much is unpacked at a time: a small answer may hold a huge one.
PIECE = 262_144
GZIP = 16 + zlib.MAX_WBITS


class Inflater(Protocol):
    """What zlib's objects can do."""

    @property
    def unconsumed_tail(self) -> bytes:
        """Return what has not been unpacked yet."""

    @property
    def unused_data(self) -> bytes:
        """Return what follows the end."""

    @property
    def eof(self) -> bool:
        """Return whether the end has come."""

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes:
        """Return at most so many bytes, unpacked."""


class Unpacker:
    """Unpacks gzip, of one part or several, and deflate, which comes with zlib's head or without (RFC 9110, 8.4.1)."""

    def __init__(self, gzip: bool) -> None:
        self._gzip = gzip
        self._inflater: Inflater | None = zlib.decompressobj(GZIP) if gzip else None
        self._waiting = b""
        self._begun = False

    @property
    def complete(self) -> bool:
        """Return whether nothing is missing at the end."""
        return not self._begun or (self._inflater is not None and self._inflater.eof)

    def more(self, data: bytes = b"") -> bytes:
        """Take bytes, and return some of what they stand for; b"" where more bytes are needed. Raises zlib.error."""
        waiting = self._waiting + data
        self._waiting = b""
        while waiting:
            inflater = self._inflater = self._inflater or zlib.decompressobj(_window(waiting))
            self._begun = True
            if inflater.eof:
                if not self._gzip or not waiting.startswith(b"\x1f"):
                    # Padding.
                    return b""
                inflater = self._inflater = zlib.decompressobj(GZIP)
            out = inflater.decompress(waiting, PIECE)
            waiting = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            if out:
                self._waiting = waiting
                return out
        return b""


def decoder_of(encoding: str) -> Unpacker | None:
    """Return what unpacks this content-encoding, None where there is nothing to unpack; raises Failure where we cannot."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip"):
        return Unpacker(gzip=True)
    if name == "deflate":
        return Unpacker(gzip=False)
    raise unread(encoding)


class Decoded:
    """An answer, unpacked as it comes."""

    def __init__(self, packed: Answer, unpacker: Unpacker) -> None:
        self._packed = packed
        self._unpacker = unpacker
        self._over = False
        self.status = packed.status
        self.repeated = packed.repeated

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the first header of each name."""
        return self._packed.headers

    @property
    def fields(self) -> Sequence[tuple[bytes, bytes]]:
        """Return every header, in order."""
        return self._packed.fields

    @property
    def over(self) -> bool:
        """Return whether nothing is left to read."""
        return self._over

    async def piece(self) -> bytes:
        """Return what has arrived of the body, as soon as anything has; b"" at its end. Raises Failure where it breaks."""
        try:
            out = self._unpacker.more()
            while not out and (data := await self._packed.piece()):
                out = self._unpacker.more(data)
        except zlib.error as error:
            self.close()
            raise broken() from error
        if not out:
            self._over = True
            if not self._unpacker.complete:
                raise broken()
        return out

    async def pass_on(self, take: Callable[[bytes], bool]) -> bool:
        """Give each piece to take, for as long as that returns True: see Answer."""
        return await pass_on(self.piece, take)

    async def whole(self) -> bytes:
        """Return the rest of the body. Raises Failure where the connection breaks."""
        pieces = []
        while piece := await self.piece():
            pieces.append(piece)
        return b"".join(pieces)

    def close(self) -> None:
        """Give up what has not been read, and its connection with it."""
        self._over = True
        self._packed.close()


def _window(begin: bytes) -> int:
    """Return zlib's window for a deflate body: some servers leave zlib's head out."""
    return zlib.MAX_WBITS if begin[0] & 0x0F == 8 else -zlib.MAX_WBITS
