"""A text block: text, and citations between its pieces."""

from translator.response.blocks.block import Block, Piece
from translator.response.sink import Sink
from translator.response.stop_watch import StopWatch


class TextBlock(Block):
    """Begins with its first text, so that no block is empty. stopped: the stop sequence that ended it, None where none did."""

    def __init__(self, sink: Sink, stop: list[str]) -> None:
        super().__init__(sink)
        self.stopped: str | None = None
        self._watch = StopWatch(stop) if stop else None
        self._pending: list[dict[str, object]] = []

    def send(self, piece: Piece) -> None:
        """Write text or a citation."""
        if isinstance(piece, dict):
            if self.opened:
                self.sink.citation(piece)
            else:
                self._pending.append(piece)
        elif self._watch is None:
            self._write(piece)
        elif self.stopped is None:
            text, self.stopped = self._watch.feed(piece)
            if text:
                self._write(text)

    def _write(self, text: str) -> None:
        if self.opened:
            self.sink.delta(text)
            return
        self.opened = True
        self.sink.start({"type": "text", "text": ""})
        self.sink.delta(text)
        for citation in self._pending:
            self.sink.citation(citation)
        if self._watch is None:
            self.through = True

    def settle(self) -> bool:
        """Close the block if the upstream has ended it or a stop sequence did."""
        if not self.ended and self.stopped is None:
            return False
        if self._watch is not None and self.stopped is None and (rest := self._watch.flush()):
            self._write(rest)
        if self.opened:
            self.sink.stop()
        self.closed = True
        return True
