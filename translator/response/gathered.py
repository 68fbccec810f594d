"""Text that comes in many small pieces and is asked for seldom, in little more memory than it is long."""

# Each piece costs some sixty bytes besides its characters: so many wait before they are joined.
MANY = 512


class Gathered:
    """Pieces of one text. count: how many there are."""

    __slots__ = ("_joined", "_packed", "_pieces")

    def __init__(self) -> None:
        self._joined: list[str] = []
        self._packed = 0
        self._pieces: list[str] = []

    @property
    def count(self) -> int:
        """Return how many pieces have come."""
        return self._packed + len(self._pieces)

    def add(self, piece: str) -> None:
        """Take the next piece."""
        self._pieces.append(piece)
        if len(self._pieces) >= MANY:
            self._pack()

    def add_all(self, pieces: list[str]) -> None:
        """Take the next pieces."""
        self._pieces += pieces
        if len(self._pieces) >= MANY:
            self._pack()

    def text(self) -> str:
        """Return all of it."""
        return "".join((*self._joined, *self._pieces))

    def _pack(self) -> None:
        self._joined.append("".join(self._pieces))
        self._packed += len(self._pieces)
        self._pieces.clear()
