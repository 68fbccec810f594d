"""What every block has in common."""

from enum import Enum

from translator.response.sink import Sink


class Verdict(Enum):
    """How a block ended: whole, cut by the upstream's limit, or broken."""

    WHOLE = "whole"
    CUT = "cut"
    BROKEN = "broken"


Piece = str | dict[str, object]


class Block:
    """One content block: held until its turn (run), then written as it comes.

    ended: the upstream has no more of it. waited: others wait for their turn. truncated: the upstream says that the answer was cut off.
    through: all further text goes to the sink as it is.
    """

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.active = False
        self.ended = False
        self.waited = False
        self.truncated = False
        self.opened = False
        self.closed = False
        self.held: list[Piece] = []
        self.through = False

    def add(self, piece: Piece) -> None:
        """Take the next piece of the block."""
        if self.active:
            self.send(piece)
        else:
            self.held.append(piece)

    def add_all(self, texts: list[str]) -> None:
        """Take the next pieces of the block."""
        for text in texts:
            self.add(text)

    def run(self) -> None:
        """Begin the block's turn: write what was held."""
        self.active = True
        held, self.held = self.held, []
        for piece in held:
            self.send(piece)

    def send(self, piece: Piece) -> None:
        """Write a piece."""
        raise NotImplementedError

    def settle(self) -> bool:
        """Close the block if it is whole; return whether it is closed."""
        raise NotImplementedError

    def finish(self) -> Verdict:
        """Close the block whatever it is, at the end of the answer. Most are whole wherever they end."""
        self.ended = True
        self.settle()
        return Verdict.WHOLE
