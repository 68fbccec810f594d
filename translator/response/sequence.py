"""The order of the blocks: strictly one after the other, whatever order the upstream mixes them in."""

from collections import deque
from collections.abc import Hashable

from translator.response.blocks.block import Block, Verdict
from translator.response.blocks.text import TextBlock
from translator.response.blocks.tool import ToolBlock


class Sequence:
    """The first block is written as it comes, the others wait for their turn.

    tools: how many calls were given whole; cut: how many were not, for the upstream stopped in them. stopped: the stop sequence that was
    met; nothing is written after it.
    """

    def __init__(self) -> None:
        self.tools = 0
        self.cut = 0
        self.stopped: str | None = None
        self._blocks: dict[Hashable, Block] = {}
        self._waiting: deque[Block] = deque()
        self._current: Block | None = None
        self.get = self._blocks.get

    def begin(self, key: Hashable, block: Block) -> None:
        """Put a block at the end."""
        self._blocks[key] = block
        self._waiting.append(block)
        if self._current is not None:
            self._current.waited = True
        if self._current is None or self._current.settle():
            self._next()

    def settle(self, block: Block) -> None:
        """A block has changed: if it has the turn and is whole, the next ones have theirs."""
        if block is self._current and block.settle():
            self._next()

    def finish(self, truncated: bool) -> bool:
        """Close every block; return whether that could be done: not where a call is broken. truncated: the upstream was cut off."""
        while self._current is not None and self.stopped is None:
            self._current.truncated = truncated
            verdict = self._current.finish()
            if verdict is Verdict.BROKEN:
                return False
            if verdict is Verdict.CUT:
                self.cut += 1
                self.tools -= 1
            self._next()
        return True

    def _next(self) -> None:
        while True:
            block = self._current
            if isinstance(block, ToolBlock):
                self.tools += 1
            elif isinstance(block, TextBlock) and block.stopped is not None:
                self.stopped = block.stopped
                return
            self._current = self._waiting.popleft() if self._waiting else None
            if self._current is None:
                return
            self._current.run()
            self._current.waited = bool(self._waiting)
            if not self._current.settle():
                return
