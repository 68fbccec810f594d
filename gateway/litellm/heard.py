"""What an answer of LiteLLM's came to, whichever endpoint gave it; heard on the side, while it passes."""

from collections.abc import Callable
from typing import Any, Protocol

from translator.forwarding.listening import Heard, Listener, heard_whole, object_of
from translator.response.sse import Parser
from translator.response.usage import Usage, from_chat, from_responses

MESSAGES = "/v1/messages"
RESPONSES = "/v1/responses"
# Pieces of a chat stream that say how it ended; of all others not even the JSON is read.
TELLING = (b'"usage":{', b'"usage": {', b'"finish_reason":"', b'"finish_reason": "', b'"error"')
ENDS = frozenset({b"response.completed", b"response.incomplete", b"response.failed", b"error"})


class Hearing(Protocol):
    """begun, over: the answer itself has begun, its last event has come. id: the message's own."""

    begun: bool
    over: bool
    id: str | None

    @property
    def tokens(self) -> int:
        """Tokens so far, about."""

    def told(self) -> Heard:
        """Return what it came to so far."""

    def feed(self, piece: bytes) -> None:
        """Hear the next bytes."""

    def broken(self) -> None:
        """Note that the answer ended without its last event."""


def hearing(endpoint: str, status: int, content_type: str) -> Hearing:
    """Return what hears the answer of an endpoint."""
    if "text/event-stream" not in content_type:
        return Whole(endpoint, status)
    return Listener(status) if endpoint == MESSAGES else OpenAIStream(endpoint, status)


class OpenAIStream:
    """Hears the stream of an endpoint of OpenAI's API."""

    def __init__(self, endpoint: str, status: int) -> None:
        self._heard = Heard(status)
        self.begun = self.over = False
        self.id: str | None = None
        self.tokens = 0
        self._parser = Parser()
        self._event: Callable[[dict[str, Any]], None] = self._response if endpoint == RESPONSES else self._chunk

    def feed(self, piece: bytes) -> None:
        """Hear the next bytes."""
        for name, data in self._parser.feed(piece):
            self.begun = True
            # Most events are a token each.
            self.tokens += 1
            if data.startswith(b"[DONE]"):
                self.over = True
            elif name in ENDS or (not name and any(mark in data for mark in (*TELLING, *ENDS))):
                self._event(object_of(data))

    def broken(self) -> None:
        """Take the end as it is: where it says [DONE] is each server's own matter."""

    def told(self) -> Heard:
        """Return what it came to so far."""
        return self._heard

    def _chunk(self, chunk: dict[str, Any]) -> None:
        _chat(self._heard, chunk)

    def _response(self, event: dict[str, Any]) -> None:
        if str(event.get("type")).encode() in ENDS:
            self.over = True
            response = event.get("response")
            _response(self._heard, response if isinstance(response, dict) else event)


class Whole:
    """Hears an answer in one piece."""

    def __init__(self, endpoint: str, status: int) -> None:
        self.begun = self.over = False
        self.id: str | None = None
        self._endpoint, self._status = endpoint, status
        self._pieces: list[bytes] = []
        self.tokens = 0

    def feed(self, piece: bytes) -> None:
        """Hear the next bytes."""
        self.begun = True
        self._pieces.append(piece)

    def broken(self) -> None:
        """Take the end as it is: what is missing is seen in what there is."""

    def told(self) -> Heard:
        """Return what it came to; reads all of it."""
        said = b"".join(self._pieces)
        answer = object_of(said)
        self.id = answer.get("id") if isinstance(answer.get("id"), str) else None
        if self._endpoint == MESSAGES or self._status >= 400:
            return heard_whole(said, self._status)
        heard = Heard(self._status)
        (_response if self._endpoint == RESPONSES else _chat)(heard, answer)
        return heard


def _chat(heard: Heard, answer: dict[str, Any]) -> None:
    _used(heard, from_chat(answer.get("usage")))
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    reason = first.get("finish_reason")
    heard.stop_reason = reason if isinstance(reason, str) else heard.stop_reason
    if answer.get("error"):
        _failed(heard, answer["error"])


def _response(heard: Heard, response: dict[str, Any]) -> None:
    _used(heard, from_responses(response.get("usage")))
    status = response.get("status")
    heard.stop_reason = status if isinstance(status, str) else None
    if response.get("error") or response.get("type") == "error":
        _failed(heard, response.get("error"))


def _failed(heard: Heard, error: object) -> None:
    heard.failed(error)
    heard.status = heard.status if heard.status >= 400 else 500


def _used(heard: Heard, usage: Usage | None) -> None:
    if usage is not None:
        heard.used(usage)
