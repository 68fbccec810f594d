"""The writer for a client that wants its prompt cached and no answer (max_tokens 0): counts and errors pass, content does not."""

from collections.abc import Hashable
from typing import Any

from translator.response.blocks.search import Result
from translator.response.writer import Writer


class SilentWriter(Writer):
    """Takes what the upstream wrote, the least that it can write, and ends with stop_reason max_tokens and no content."""

    def text(self, text: str, key: Hashable = "text") -> None:
        """Leave text out."""

    def citation(self, citation: dict[str, Any], key: Hashable = "text") -> None:
        """Leave a citation out."""

    def refusal(self, text: str, key: Hashable = "refusal") -> None:
        """Leave a refusal out."""

    def thinking(self, text: str, key: Hashable = "thinking") -> None:
        """Leave thinking out."""

    def reasoning_item(self, item: dict[str, Any] | None, key: Hashable = "thinking") -> None:
        """Leave a reasoning item out."""

    def tool_start(self, key: Hashable, call_id: str, name: str, extra: dict[str, Any] | None = None) -> str:
        """Leave a call out; return its id, as the reader asks for one."""
        del key, name, extra
        return call_id

    def tool_extra(self, tool_id: str, extra: dict[str, Any]) -> None:
        """Leave what goes with a call out."""

    def search(self, upstream_id: str, query: str, results: list[Result] | None) -> None:
        """Leave a search out."""

    def finish(self, stop_reason: str = "end_turn") -> None:
        """End the answer without content, whatever the upstream ended with."""
        del stop_reason
        self.close("max_tokens", None)
