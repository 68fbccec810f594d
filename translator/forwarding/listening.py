"""What an answer of Anthropic's own came to, heard on the side while it passes through."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.records import Record
from translator.response.sse import Parser

# The events that say how an answer began and ended; of all others not even the JSON is read.
HEARD = frozenset({b"message_start", b"content_block_start", b"message_delta", b"message_stop", b"error"})
# Bytes of a stream by the token, about: most deltas are one token, and an event each.
BYTES_A_TOKEN = 120
# Statuses by the kind of an error that comes in the midst of a stream (https://docs.anthropic.com/en/api/errors).
STATUS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}


@dataclass
class Heard:
    """What the record takes of an answer; tokens as the Messages API counts them. Fields have the record's own names."""

    status: int
    error: str | None = None
    stop_reason: str | None = None
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    written_tokens: int = 0
    searches: int = 0
    tools: list[str] = field(default_factory=list)

    def write(self, record: Record) -> None:
        """Put it into a record."""
        for name, value in vars(self).items():
            setattr(record, name, value)

    def used(self, usage: Any) -> None:  # noqa: ANN401 (whatever the upstream sent)
        """Take in a usage object; what a later one leaves out stands."""
        if not isinstance(usage, dict):
            return
        count = {name: value for name, value in usage.items() if isinstance(value, int)}
        self.written_tokens = count.get("cache_creation_input_tokens", self.written_tokens)
        if "input_tokens" in count:
            # What was written to the cache was not read from it.
            self.input_tokens = count["input_tokens"] + self.written_tokens
        self.cached_tokens = count.get("cache_read_input_tokens", self.cached_tokens)
        self.output_tokens = count.get("output_tokens", self.output_tokens)
        details = usage.get("output_tokens_details")
        if isinstance(details, dict) and isinstance(details.get("thinking_tokens"), int):
            self.reasoning_tokens = details["thinking_tokens"]

        served = usage.get("server_tool_use")
        if isinstance(served, dict) and isinstance(served.get("web_search_requests"), int):
            self.searches = served["web_search_requests"]

    def block(self, block: Any) -> None:  # noqa: ANN401 (whatever the upstream sent)
        """Take in a content block: of calls, the name."""
        if isinstance(block, dict) and block.get("type") == "tool_use" and isinstance(block.get("name"), str):
            self.tools.append(block["name"])

    def failed(self, error: Any) -> None:  # noqa: ANN401 (whatever the upstream sent)
        """Take in an error object."""
        kind = error.get("type") if isinstance(error, dict) else None
        self.error = kind if isinstance(kind, str) else "api_error"


class Listener:
    """Hears a stream of events; begun, over: its first, its last has come. Pings are none of them. id: the message's own."""

    def __init__(self, status: int) -> None:
        self.heard = Heard(status)
        self.begun = False
        self.over = False
        self.id: str | None = None
        self._bytes = 0
        self._parser = Parser()

    @property
    def tokens(self) -> int:
        """Tokens so far, about."""
        return self._bytes // BYTES_A_TOKEN

    def told(self) -> Heard:
        """Return what it came to so far."""
        return self.heard

    def feed(self, piece: bytes) -> None:
        """Hear the next bytes."""
        self.whole(piece)

    def whole(self, piece: bytes) -> bytes:
        """Hear the next bytes; return those of the events that they complete: half an event could not be taken back where no more comes."""
        self._bytes += len(piece)
        whole = self._parser.whole(piece)
        for name, data in self._parser.events(whole):
            if name in HEARD or not name:
                self._event(data)
        return whole

    def rest(self) -> bytes:
        """Hear what is left when the bytes have ended; return it where it is an event that only lacks its empty line."""
        for name, data in self._parser.flush():
            if object_of(data):
                self._event(data)
                return (b"event: %b\n" % name if name else b"") + b"data: " + data.replace(b"\n", b"\ndata: ") + b"\n\n"
        return b""

    def broken(self) -> None:
        """Note that the stream ended without its last event."""
        if self.heard.error is None:
            self.heard.status, self.heard.error = 500, "api_error"

    def _event(self, data: bytes) -> None:
        event = object_of(data)
        match event.get("type"):
            case "message_start":
                self.begun = True
                message = event.get("message")
                if isinstance(message, dict):
                    self.id = message.get("id")
                    self.heard.used(message.get("usage"))
            case "content_block_start":
                self.heard.block(event.get("content_block"))
            case "message_delta":
                self.heard.used(event.get("usage"))
                delta = event.get("delta")
                reason = delta.get("stop_reason") if isinstance(delta, dict) else None
                self.heard.stop_reason = reason if isinstance(reason, str) else self.heard.stop_reason
            case "message_stop":
                self.over = True
            case "error":
                self.heard.failed(event.get("error"))
                self.heard.status = STATUS.get(str(self.heard.error), 500)
                self.over = True


def heard_whole(said: bytes, status: int) -> Heard:
    """Return what an answer in one piece came to."""
    heard, message = Heard(status), object_of(said)
    if status >= 400 or message.get("type") == "error":
        heard.failed(message.get("error"))
        return heard
    heard.used(message.get("usage"))
    content = message.get("content")
    for block in content if isinstance(content, list) else ():
        heard.block(block)
    reason = message.get("stop_reason")
    heard.stop_reason = reason if isinstance(reason, str) else None
    return heard


def object_of(data: bytes) -> dict[str, Any]:
    """Return a JSON object; an empty one for anything else."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
