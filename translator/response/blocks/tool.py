"""A tool call. It begins with the first character of its object, so that a call cut off before that never shows, and ends only whole."""

import orjson

from translator.response.blocks.block import Block, Piece, Verdict
from translator.response.gathered import Gathered
from translator.response.sink import Sink
from translator.response.tool_json import meant, whole


class ToolBlock(Block):
    """Arguments are written as they come once they begin as an object; anything else is held and read at the end.

    complete: whether the upstream, where it ended the call, says that the arguments are all there.
    """

    def __init__(self, sink: Sink, tool_id: str, name: str) -> None:
        super().__init__(sink)
        self.tool_id = tool_id
        self.name = name
        self.complete = False
        self.parts = Gathered()
        # The last piece that is not white space.
        self._last = ""
        # How many parts there must be before it is worth while to ask again whether they are whole.
        self._patience = 0

    @property
    def arguments(self) -> str:
        """The arguments so far."""
        return self.parts.text()

    def add(self, piece: Piece) -> None:
        """Take the next piece of the arguments."""
        if not isinstance(piece, str):
            return
        self.parts.add(piece)
        if not piece.isspace():
            self._last = piece
        if self.opened:
            self.sink.delta(piece)
        elif self.active:
            self._begin()

    def add_all(self, texts: list[str]) -> None:
        """Take the next pieces of the arguments."""
        if self.opened:
            self.parts.add_all(texts)
            self._last = next((text for text in reversed(texts) if not text.isspace()), self._last)
            self.sink.deltas(texts)
        else:
            super().add_all(texts)

    def run(self) -> None:
        """Begin the block's turn."""
        self.active = True
        self._begin()

    def _begin(self) -> None:
        arguments = self.arguments.lstrip()
        if arguments.startswith("{"):
            self._open(arguments)

    def _open(self, arguments: str) -> None:
        self.opened = True
        self.sink.start({"type": "tool_use", "id": self.tool_id, "name": self.name, "input": {}})
        self.sink.delta(arguments)

    def settle(self) -> bool:
        """Close the call if its object is whole, and either ended or waited for."""
        if self.opened:
            if not (self.ended or self.waited) or not self._is_whole():
                return False
        elif not self.ended or not self.complete or not self._write_meant():
            return False
        self.sink.stop()
        self.closed = True
        return True

    def _is_whole(self) -> bool:
        if not self._last.rstrip().endswith("}") or (self.parts.count < self._patience and not self.ended):
            return False
        if whole(self.arguments) is not None:
            return True
        # Arguments of many objects close one in every other part: asking each time would take time in the square of their length.
        self._patience = self.parts.count * 5 // 4
        return False

    def _write_meant(self) -> bool:
        value = meant(self.arguments)
        if value is None:
            return False
        self._open(orjson.dumps(value).decode())
        return True

    def finish(self) -> Verdict:
        """Close the call: whole, or cut where the upstream stopped at a limit, or broken."""
        self.complete = self.complete or not (self.truncated or self.ended)
        self.ended = True
        if self.settle():
            return Verdict.WHOLE
        self.closed = True
        if not self.truncated:
            return Verdict.BROKEN
        if self.opened:
            self.sink.cut()
        return Verdict.CUT
