"""What an answer of Anthropic's own came to, heard on the side while it passes through."""

from dataclasses import dataclass
from typing import Any

import orjson

from gateway.records import Record
from translator.response.sse import Parser

# The events that say how an answer began and ended; of all others not even the JSON is read.
HEARD = frozenset({b"message_start", b"message_delta", b"message_stop", b"error"})
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
    """What the record takes of an answer; tokens as the Messages API counts them."""

    status: int
    error: str | None = None
    stop_reason: str | None = None
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0

    def write(self, record: Record) -> None:
        """Put it into a record."""
        for name, value in vars(self).items():
            setattr(record, name, value)

    def used(self, usage: Any) -> None:  # noqa: ANN401 (whatever the upstream sent)
        """Take in a usage object; what a later one leaves out stands."""
        if not isinstance(usage, dict):
            return
        count = {name: value for name, value in usage.items() if isinstance(value, int)}
        if "input_tokens" in count:
            # What was written to the cache was not read from it.
            self.input_tokens = count["input_tokens"] + count.get("cache_creation_input_tokens", 0)
        self.cached_tokens = count.get("cache_read_input_tokens", self.cached_tokens)
        self.output_tokens = count.get("output_tokens", self.output_tokens)
        details = usage.get("output_tokens_details")
        if isinstance(details, dict) and isinstance(details.get("thinking_tokens"), int):
            self.reasoning_tokens = details["thinking_tokens"]

    def failed(self, error: Any) -> None:  # noqa: ANN401 (whatever the upstream sent)
        """Take in an error object."""
        kind = error.get("type") if isinstance(error, dict) else None
        self.error = kind if isinstance(kind, str) else "api_error"


class Listener:
    """Hears a stream of events; begun, over: its first, its last has come. Pings are none of them."""

    def __init__(self, status: int) -> None:
        self.heard = Heard(status)
        self.begun = False
        self.over = False
        self._parser = Parser()

    def feed(self, piece: bytes) -> None:
        """Hear the next bytes."""
        for name, data in self._parser.feed(piece):
            if name in HEARD or not name:
                self._event(data)

    def broken(self) -> None:
        """Note that the stream ended without its last event."""
        if self.heard.error is None:
            self.heard.status, self.heard.error = 500, "api_error"

    def _event(self, data: bytes) -> None:
        event = _object(data)
        match event.get("type"):
            case "message_start":
                self.begun = True
                message = event.get("message")
                self.heard.used(message.get("usage") if isinstance(message, dict) else None)
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


class Hearing:
    """Hears an answer that is passed on, of whichever form, to its end."""

    def __init__(self, status: int, content_type: str) -> None:
        self._listener = Listener(status) if "text/event-stream" in content_type.lower() else None
        self._status = status
        self._pieces: list[bytes] = []

    def feed(self, piece: bytes) -> bool:
        """Hear the next bytes; tells whether the answer itself has begun: pings may come before it."""
        if self._listener is None:
            self._pieces.append(piece)
            return True
        self._listener.feed(piece)
        return self._listener.begun

    def heard(self) -> Heard:
        """Return what it came to so far."""
        return self._listener.heard if self._listener is not None else heard_whole(b"".join(self._pieces), self._status)


def heard_whole(said: bytes, status: int) -> Heard:
    """Return what an answer in one piece came to."""
    heard, message = Heard(status), _object(said)
    if status >= 400 or message.get("type") == "error":
        heard.failed(message.get("error"))
        return heard
    heard.used(message.get("usage"))
    reason = message.get("stop_reason")
    heard.stop_reason = reason if isinstance(reason, str) else None
    return heard


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
