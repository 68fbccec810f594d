"""A thinking block: the upstream's summary as the client wants to see it, its reasoning item in the signature."""

from typing import Any

from translator.response.blocks.block import Block, Piece
from translator.response.sink import Sink
from translator.response.text import cleaned_object
from translator.signature import pack

# The fields that carry reasoning which the next turn can give back; an item without them is an empty shell.
CARRIERS = (
    "encrypted_content",
    "content",
    "reasoning_details",
    "reasoning_content",
    "reasoning",
    "reasoning_text",
    "reasoning_opaque",
    "thinking",
    "tool_calls",
)


class ThinkingBlock(Block):
    """display omitted: no text, the signature alone. Without any text and with display summarized: redacted_thinking."""

    def __init__(self, sink: Sink, display: str, model: str) -> None:
        super().__init__(sink)
        self.item: dict[str, Any] | None = None
        self._omitted = display == "omitted"
        self._model = model
        self._spoke = False

    def send(self, piece: Piece) -> None:
        """Write thinking text."""
        self._spoke = True
        if isinstance(piece, str) and not self._omitted:
            self._open()
            self.sink.delta(piece)
            self.through = True

    def _open(self) -> None:
        if not self.opened:
            self.opened = True
            self.sink.start({"type": "thinking", "thinking": "", "signature": ""})

    def settle(self) -> bool:
        """Close the block if the upstream has ended it."""
        if not self.ended:
            return False
        self.closed = True
        carries = self.item is not None and any(self.item.get(name) for name in CARRIERS)
        signature = self._sign(self.item) if self.item is not None and (carries or self._spoke) else ""
        if self._omitted and signature:
            self._open()
        if self.opened:
            self.sink.signature(signature)
            self.sink.stop()
        elif signature:
            self.sink.whole({"type": "redacted_thinking", "data": signature})
        return True

    def _sign(self, item: dict[str, Any]) -> str:
        try:
            return pack(self._model, item)
        except TypeError:
            return pack(self._model, cleaned_object(item))
