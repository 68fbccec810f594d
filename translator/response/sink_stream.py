"""The message as server-sent events: https://docs.anthropic.com/en/docs/build-with-claude/streaming."""

from typing import Any

import orjson

from translator.response.text import REPLACEMENT, cleaned_object, mended, one_line
from translator.response.usage import Usage

# The one delta that a block of each type has; its text follows.
DELTAS = {
    "text": b'{"type":"text_delta","text":',
    "thinking": b'{"type":"thinking_delta","thinking":',
    "tool_use": b'{"type":"input_json_delta","partial_json":',
    "server_tool_use": b'{"type":"input_json_delta","partial_json":',
}
END = b"}}\n\n"


class StreamSink:
    """Appends bytes to out; a delta costs one JSON string and no more."""

    def __init__(self, out: list[bytes], message_id: str, model: str, input_tokens: int) -> None:
        self.begun = False
        self._out = out
        self._head = (message_id, model, input_tokens)
        self._index = -1
        self._prefix = b""
        self._between = b""
        self._border = b""
        self._half = ""

    def begin(self) -> None:
        """Send message_start, once."""
        if self.begun:
            return
        self.begun = True
        message_id, model, input_tokens = self._head
        message: dict[str, Any] = {
            "id": message_id,
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {
                "input_tokens": input_tokens,
                "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": 0,
                "output_tokens": 0,
                "service_tier": "standard",
            },
        }
        self._event(b"message_start", {"type": "message_start", "message": message})

    def start(self, block: dict[str, Any]) -> None:
        """Send content_block_start."""
        self.begin()
        self._index += 1
        self._event(b"content_block_start", {"type": "content_block_start", "index": self._index, "content_block": block})
        head = b'event: content_block_delta\ndata: {"type":"content_block_delta","index":%d,"delta":' % self._index
        self._prefix = head + DELTAS.get(block["type"], b"")
        self._between = END + self._prefix
        self._border = b'"%b"' % self._between

    def delta(self, text: str) -> None:
        """Send the block's delta."""
        if self._half:
            text, self._half = self._half + text, ""
        try:
            data = orjson.dumps(text)
        except TypeError:
            text, self._half = mended(text)
            if not text:
                return
            data = orjson.dumps(text)
        self._out += (self._prefix, data if data.isascii() else one_line(data), END)

    def deltas(self, texts: list[str]) -> None:
        """Send a delta for each text; none is empty."""
        try:
            data = orjson.dumps(texts) if texts else b""
        except TypeError:
            data = b""
        if not data or self._half:
            for text in texts:
                self.delta(text)
            return
        # Where no text holds a quote of its own, quotes with a comma stand between two texts alone, behind the first quote.
        single = b'\\"' not in data
        data = b'"%b"' % data[2:-2].replace(b'","', self._border) if single else self._between.join(map(orjson.dumps, texts))
        self._out += (self._prefix, data if data.isascii() else one_line(data), END)

    def signature(self, signature: str) -> None:
        """Send the signature_delta."""
        self._special({"type": "signature_delta", "signature": signature})

    def citation(self, citation: dict[str, Any]) -> None:
        """Send a citations_delta."""
        self._special({"type": "citations_delta", "citation": citation})

    def stop(self) -> None:
        """Send content_block_stop."""
        if self._half:
            self._half = ""
            self._out += (self._prefix, orjson.dumps(REPLACEMENT), END)
        self._out.append(b'event: content_block_stop\ndata: {"type":"content_block_stop","index":%d}\n\n' % self._index)

    def cut(self) -> None:
        """Send content_block_stop: as from the API itself, the input stays as far as it went, and stop_reason says why.

        https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/fine-grained-tool-streaming. Measured with Claude Code 2.1.328: it
        does not run the call, but tells the model that its input was cut off.
        """
        self.stop()

    def whole(self, block: dict[str, Any]) -> None:
        """Send a block's start and stop."""
        self.start(block)
        self.stop()

    def end(self, stop_reason: str, stop_sequence: str | None, stop_details: dict[str, Any] | None, usage: Usage) -> None:
        """Send message_delta and message_stop."""
        self.begin()
        delta: dict[str, Any] = {"stop_reason": stop_reason, "stop_sequence": stop_sequence}
        if stop_details is not None:
            delta["stop_details"] = stop_details
        self._event(b"message_delta", {"type": "message_delta", "delta": delta, "usage": usage})
        self._out.append(b'event: message_stop\ndata: {"type":"message_stop"}\n\n')

    def error(self, kind: str, message: str) -> None:
        """Send the error event, which ends a stream without message_stop."""
        self._event(b"error", {"type": "error", "error": {"type": kind, "message": message}})

    def _special(self, delta: dict[str, Any]) -> None:
        self._event(b"content_block_delta", {"type": "content_block_delta", "index": self._index, "delta": delta})

    def _event(self, name: bytes, data: dict[str, Any]) -> None:
        try:
            body = orjson.dumps(data)
        except TypeError:
            body = orjson.dumps(cleaned_object(data))
        self._out.append(b"event: " + name + b"\ndata: " + one_line(body) + b"\n\n")
