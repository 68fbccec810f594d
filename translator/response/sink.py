"""Where the writer's blocks go: events for a stream, or one message. Both are told the same, so both answers are the same."""

from typing import Any, Protocol

from translator.response.usage import Usage

Block = dict[str, Any]


class Sink(Protocol):
    """One content block at a time: start, deltas, stop; or a block that is whole from the start."""

    begun: bool

    def begin(self) -> None:
        """Begin the message; nothing where it has begun."""

    def start(self, block: Block) -> None:
        """Begin a block as the Messages API begins it: text, thinking and input are empty."""

    def delta(self, text: str) -> None:
        """Add to the open block's text, thinking or input JSON."""

    def deltas(self, texts: list[str]) -> None:
        """Add to it piece by piece; none is empty."""

    def signature(self, signature: str) -> None:
        """Give the open thinking block its signature."""

    def citation(self, citation: Block) -> None:
        """Add a citation to the open text block."""

    def stop(self) -> None:
        """End the open block."""

    def cut(self) -> None:
        """End an open tool call that the upstream did not finish."""

    def whole(self, block: Block) -> None:
        """Add a block without deltas."""

    def end(self, stop_reason: str, stop_sequence: str | None, stop_details: Block | None, usage: Usage) -> None:
        """End the message."""

    def error(self, kind: str, message: str) -> None:
        """End everything with an error."""
