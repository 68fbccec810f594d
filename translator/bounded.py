"""Bytes that are kept up to a size, with the moments at which they came."""

from gateway.cassette.exchange import MOST_BYTES


class Bounded:
    """Bytes with the moments at which they came, up to MOST_BYTES."""

    def __init__(self) -> None:
        self.pieces: list[tuple[float, bytes]] = []
        self.full = False
        self._size = 0

    def add(self, moment: float, data: bytes) -> None:
        """Keep a piece, unless it is too much."""
        self._size += len(data)
        if self._size > MOST_BYTES:
            self.full = True
        elif data:
            self.pieces.append((moment, data))

    def joined(self) -> bytes:
        """Return all of it."""
        return b"".join(data for _, data in self.pieces)
