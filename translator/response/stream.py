"""Bytes of an upstream's answer into a reader: events, JSON, the end."""

from typing import Any, Protocol

import orjson

from translator.response.event_json import loads
from translator.response.mould import PROBE, Mould, mould_of
from translator.response.sse import Event, Parser
from translator.response.writer import Writer

NOT_JSON = "The upstream sent something that is not valid JSON: try again."
ODD = "The upstream sent an answer of a shape that no OpenAI API has: try again."
# What reading a shape that nobody documents can raise.
SHAPE = (AttributeError, IndexError, KeyError, TypeError, ValueError)
# Bytes: how much of two events is compared first, how much is looked at together.
ALIKE = 12
TOGETHER = 16_384
# Events, at least, that it is worth while for.
FEW = 3
# How often in a row events may turn out to differ in more, before it is no longer looked for in this stream.
PATIENCE = 8


class Reader(Protocol):
    """What both wires' readers can do."""

    writer: Writer
    # Names of events that hold nothing for the client and much else: the request's instructions and tools, over and over.
    idle: frozenset[bytes]

    def feed(self, event: dict[str, Any]) -> None:
        """Take one event."""

    def goes_on(self, event: dict[str, Any]) -> tuple[str, str] | None:
        """Return the name of the member that holds the text of an event that was just taken, and the text.

        None where events after it that differ from it in that alone must not be given to more().
        """

    def more(self, event: dict[str, Any], texts: list[str]) -> None:
        """Take further texts, as feed() would take events that differ from the last one in their text alone."""

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
        self._said = False
        self._mould: Mould | None = None
        self._misses = 0

    def feed(self, piece: bytes) -> None:
        """Take the next bytes."""
        alone = self._parser.alone(piece)
        if alone is not None:
            if not self._writer.done:
                self._one(*alone)
            if self._said:
                self._finish()
            return
        data = self._parser.whole(piece)
        at, size = 0, len(data)
        while at < size and not self._writer.done:
            found = self._parser.plain(data, at)
            if found is None:
                self._take(self._parser.events(data[at:]))
                break
            (name, said), end = found
            event = self._one(name, said)
            # Where several more come that begin like it, they may be like it in all but their text.
            if size - end > FEW * (end - at) and event is not None and data[at : at + ALIKE] == data[end : end + ALIKE]:
                end = self._more(event, data, at, end)
            at = end
        self._finish()

    def end(self) -> None:
        """The upstream's bytes have ended, rightly or not: the answer gets its end or an error."""
        self._take(self._parser.flush(), last=True)
        self._finish()
        self._reader.end()

    def _finish(self) -> None:
        if self._said:
            self._said = False
            self._reader.end(said=True)

    def _more(self, event: dict[str, Any], data: bytes, at: int, end: int) -> int:
        """Take the events behind the one from at to end that differ from it in their text alone; return where they end."""
        try:
            told = self._reader.goes_on(event)
            if told is None or self._misses == PATIENCE or self._writer.done:
                return end
            some = data[at : data.rfind(b"\n\n", at, at + TOGETHER) + 2]
            texts, size = self._mould.texts(some) if self._mould is not None else ([], 0)
            if len(texts) < 2:
                self._mould = self._learn(data, at, end, told)
                texts, size = self._mould.texts(some) if self._mould is not None else ([], 0)
            if len(texts) < 2:
                self._misses += 1
                return end
            self._misses = 0
            self._reader.more(event, texts[1:])
        except SHAPE:
            self._writer.fail("api_error", ODD)
        return at + size

    def _learn(self, data: bytes, at: int, end: int, told: tuple[str, str]) -> Mould | None:
        """Return the mould of the event from at to end, where its reader finds the text of another one of it in the same place."""
        mould = mould_of(data[at:end], data[end : data.find(b"\n\n", end) + 2], *told)
        return mould if mould is not None and self._reader.goes_on(orjson.loads(mould.probe)) == (told[0], PROBE) else None

    def _take(self, events: list[Event], last: bool = False) -> None:
        for name, data in events:
            if self._writer.done:
                return
            self._one(name, data, last)

    def _one(self, name: bytes, data: bytes, last: bool = False) -> dict[str, Any] | None:
        """Take one event; return it where it was one."""
        reader = self._reader
        if name in reader.idle:
            return None
        try:
            event = orjson.loads(data)
        except orjson.JSONDecodeError:
            if data.strip().startswith(b"[DONE]"):
                # What stands right behind it is read as well: some count only there.
                self._said = True
                return None
            event = self._odd(data, last)
        if type(event) is not dict:
            if name == b"error" and type(event) is not list:
                event = [{"error": event if type(event) is str else data.decode("utf-8", "replace")}]
            self._several(event)
            return None
        taken: dict[str, Any] = _typed(name, event) if name and "type" not in event else event
        try:
            reader.feed(taken)
        except SHAPE:
            self._writer.fail("api_error", ODD)
        return taken

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


def _typed(name: bytes, event: dict[str, Any]) -> dict[str, Any]:
    """Return the event with its name for the type that some servers leave out."""
    kind = name.decode("utf-8", "replace")
    return {"type": kind, "error": event} if kind == "error" and "error" not in event else event | {"type": kind}
