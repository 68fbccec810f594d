"""Bytes of an upstream's answer into a reader: events, JSON, the end."""

from collections.abc import Sequence
from typing import Any, Protocol

import orjson

from translator.response.event_json import loads
from translator.response.sse import Event, Parser
from translator.response.writer import Writer

NOT_JSON = "The upstream sent something that is not valid JSON: try again."
ODD = "The upstream sent an answer of a shape that no OpenAI API has: try again."
# What reading a shape that nobody documents can raise.
# Events that are looked at together: more of them are slower, for they do not fit the processor's cache.
TOGETHER = 32
SHAPE = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class Reader(Protocol):
    """What both wires' readers can do."""

    writer: Writer
    # Names of events that hold nothing for the client and much else: the request's instructions and tools, over and over.
    idle: frozenset[bytes]

    def feed(self, event: dict[str, Any]) -> None:
        """Take one event."""

    def more(self, events: Sequence[object], at: int) -> int:
        """Take the events from at on that only go on with the text of the one before them; return the place of the first that does not.

        As feed() with each of them; none is taken that feed() would do anything else with.
        """

    def end(self, said: bool = False) -> None:
        """The upstream's stream is over; said: it said so itself ([DONE])."""

    def whole(self, response: dict[str, Any]) -> None:
        """Take an answer in one piece."""


def whole(reader: Reader, body: bytes) -> None:
    """Read an answer in one piece; the writer has the message or the failure."""
    try:
        response = loads(body)
    except ValueError:
        reader.writer.fail("api_error", NOT_JSON)
        return
    try:
        reader.whole(response if isinstance(response, dict) else {"error": response})
    except SHAPE:
        reader.writer.fail("api_error", ODD)


class Stream:
    """feed() the bytes as they come, end() when they have ended; the reader's writer has the rest."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._writer = reader.writer
        self._parser = Parser()

    def feed(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._take(self._parser.feed(piece))

    def end(self) -> None:
        """The upstream's bytes have ended, rightly or not: the answer gets its end or an error."""
        self._take(self._parser.flush(), last=True)
        self._reader.end()

    def _take(self, events: list[Event], last: bool = False) -> None:
        said = False
        for at in range(0, len(events), TOGETHER):
            said = self._read(self._values(events[at : at + TOGETHER]), last) or said
        if said:
            self._reader.end(said=True)

    def _read(self, values: list[object], last: bool) -> bool:
        """Have the reader take these values; return whether the upstream said that this was all."""
        writer, reader, said, at = self._writer, self._reader, False, 0
        while at < len(values) and not writer.done:
            event = values[at]
            at += 1
            if type(event) is tuple:
                name, data = event
                if data.strip().startswith(b"[DONE]"):
                    # What stands right behind it is read as well: some count only there.
                    said = True
                    continue
                event = _typed(name, self._odd(data, last))
            if type(event) is not dict:
                self._several(event)
                continue
            try:
                reader.feed(event)
                if at < len(values) and not writer.done:
                    at = reader.more(values, at)
            except SHAPE:
                writer.fail("api_error", ODD)
        return said

    def _values(self, events: list[Event]) -> list[object]:
        """Return the JSON of each event; the event itself, a tuple, where it has none. What comes after an answer's end does no harm."""
        idle = self._reader.idle
        values: list[object] = []
        for event in events:
            name, data = event
            if name in idle:
                continue
            try:
                value = orjson.loads(data)
            except orjson.JSONDecodeError:
                values.append(event)
                continue
            values.append(_typed(name, value) if name else value)
        return values

    def _several(self, events: object) -> None:
        """Take a list: Gemini puts its errors into one."""
        for event in events if isinstance(events, list) else ():
            if self._writer.done:
                return
            try:
                self._reader.feed(event)
            except SHAPE:
                self._writer.fail("api_error", ODD)

    def _odd(self, data: bytes, last: bool) -> object:
        try:
            return loads(data)
        except ValueError:
            pass
        try:
            # Events without an empty line between them, or without anything but JSON in their lines.
            return [loads(line) for line in data.split(b"\n") if line.strip() and not line.startswith(b"[DONE]")]
        except ValueError:
            # Where the bytes ended inside an event, the end says so; words that are no JSON at all are somebody's keep-alive.
            if not last and data.lstrip().startswith((b"{", b"[")):
                self._writer.fail("api_error", NOT_JSON)
            return None


def _typed(name: bytes, event: object) -> object:
    """Return the event with its name for the type that some servers leave out."""
    if not name or type(event) is not dict or "type" in event:
        return event
    kind = name.decode("utf-8", "replace")
    return {"type": kind, "error": event} if kind == "error" and "error" not in event else event | {"type": kind}
