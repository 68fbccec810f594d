"""The message in one piece, for a client that does not stream."""

from typing import Any

from translator.response.text import clean, cleaned_object
from translator.response.tool_json import whole
from translator.response.usage import Usage

FIELDS = {"text": "text", "thinking": "thinking", "tool_use": "input", "server_tool_use": "input"}


class MessageSink:
    """Fills message; its content appears block by block, the rest at the end."""

    def __init__(self, message: dict[str, Any], message_id: str, model: str) -> None:
        self.begun = False
        self._message = message
        self._head = (message_id, model)
        self._content: list[dict[str, Any]] = []
        self._block: dict[str, Any] = {}
        self._parts: list[str] = []

    def begin(self) -> None:
        """Begin the message."""
        self.begun = True

    def start(self, block: dict[str, Any]) -> None:
        """Begin a block."""
        self.begun = True
        self._block = cleaned_object(block)
        self._parts = []
        self._content.append(self._block)

    def delta(self, text: str) -> None:
        """Add to the block."""
        self._parts.append(text)

    def deltas(self, texts: list[str]) -> None:
        """Add to the block, piece by piece."""
        self._parts += texts

    def signature(self, signature: str) -> None:
        """Sign the block."""
        self._block["signature"] = signature

    def citation(self, citation: dict[str, Any]) -> None:
        """Cite in the block."""
        self._block["citations"] = [*(self._block.get("citations") or []), cleaned_object(citation)]

    def stop(self) -> None:
        """Put the block's text together."""
        text = "".join(self._parts)
        field = FIELDS[self._block["type"]]
        self._block[field] = (whole(text) or {}) if field == "input" else clean(text)

    def cut(self) -> None:
        """Take the unfinished call back: half an input is none, and an input that was made whole by guessing could be run."""
        self._content.pop()

    def whole(self, block: dict[str, Any]) -> None:
        """Add a block."""
        self.begun = True
        self._content.append(cleaned_object(block))

    def end(self, stop_reason: str, stop_sequence: str | None, stop_details: dict[str, Any] | None, usage: Usage) -> None:
        """Fill in the message."""
        message_id, model = self._head
        self._message.update(
            id=message_id,
            type="message",
            role="assistant",
            model=model,
            content=self._content,
            stop_reason=stop_reason,
            stop_sequence=stop_sequence,
            usage=usage | {"service_tier": "standard"},
        )
        if stop_details is not None:
            self._message["stop_details"] = stop_details

    def error(self, kind: str, message: str) -> None:
        """Nothing: the writer keeps the failure, and there is no message."""
