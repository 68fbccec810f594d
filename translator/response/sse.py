"""Server-sent events out of bytes, in whatever pieces they come.

The format is that of the HTML standard, section 9.2.6: lines end with LF, CR or CRLF, an empty line ends an event, a line that begins
with a colon is a comment. Everything is done on bytes, so it is harmless where a piece ends inside a character.
"""

import re

import orjson

# (name, data): the event's name is empty where it has none.
Event = tuple[bytes, bytes]

BOM = b"\xef\xbb\xbf"
# The events that almost every server sends: a line of data, perhaps after a line with the name.
PLAIN = re.compile(rb"^(?:event: (.*+)\n)?data: (.++)\n\n", re.MULTILINE)
# How often lines are looked at that come without an empty one between them.
TRIES = 8
# What no JSON begins with.
FIELDS = (b"data:", b"event:", b"id:", b"retry:", b":")


def beginning(said: bytes) -> bytes:
    """Return an answer from its first byte on that means something."""
    return said.removeprefix(BOM).lstrip()


def is_stream(said: bytes) -> bool:
    """Tell whether an answer is a stream of events, by its first bytes: not every server calls it one."""
    return beginning(said).startswith(FIELDS)


class Parser:
    """Takes bytes, gives events. Bare JSON counts as data, and every line as an event where two in a row are JSON: some servers fail so."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._after_cr = False
        self._at_start = True
        self._lines = False
        self._tries = 0

    def feed(self, piece: bytes) -> list[Event]:
        """Take the next bytes; return the events that they complete, in order."""
        return self.events(self.whole(piece))

    def whole(self, piece: bytes) -> bytes:
        """Take the next bytes; return those of the events that they complete, lines ended by LF; empty where they complete none."""
        if self._after_cr and piece:
            self._after_cr = False
            if piece.startswith(b"\n"):
                piece = piece[1:]
        if b"\r" in piece:
            self._after_cr = piece.endswith(b"\r")
            piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if self._lines:
            piece = piece.replace(b"\n", b"\n\n")
        if self._pieces and piece:
            ended = b"\n\n" in piece or (piece.startswith(b"\n") and self._pieces[-1].endswith(b"\n"))
            self._pieces.append(piece)
            # An event of many megabytes is joined once, not at every piece.
            if not ended and not (b"\n" in piece and self._only_lines()):
                return b""
            piece = b"".join(self._pieces)
            self._pieces.clear()
            if not ended:
                piece = piece.replace(b"\n", b"\n\n")
        if piece.endswith(b"\n\n"):
            return piece
        end = piece.rfind(b"\n\n") + 2
        if end < 2:
            if piece:
                self._pieces.append(piece)
            return b""
        self._pieces.append(piece[end:])
        return piece[:end]

    def _only_lines(self) -> bool:
        """Tell whether what waits is lines that are events each: two of them hold JSON of their own."""
        if self._tries == TRIES:
            return False
        self._tries += 1
        data = [line for line in b"".join(self._pieces).split(b"\n")[:-1] if line.startswith((b"data:", b"{"))]
        self._lines = len(data) > 1 and all(_is_json(line.removeprefix(b"data:")) for line in data)
        return self._lines

    def alone(self, piece: bytes) -> Event | None:
        """Take the next bytes where they are one event of the common form, as they come where the upstream writes them one by one.

        None where they are anything else: then they are not taken.
        """
        if self._pieces or self._after_cr or b"\r" in piece or (found := PLAIN.fullmatch(piece)) is None:
            return None
        self._at_start = False
        return found[1] or b"", found[2]

    def plain(self, data: bytes, at: int) -> tuple[Event, int] | None:
        """Return the event that begins at a place of what whole() gave, and where it ends; None where it is not of the common form."""
        if (found := PLAIN.match(data, at)) is None:
            return None
        self._at_start = False
        return (found[1] or b"", found[2]), found.end()

    def events(self, data: bytes) -> list[Event]:
        """Return the events in what whole() gave."""
        if (alone := PLAIN.fullmatch(data)) is not None:
            self._at_start = False
            return [(alone[1] or b"", alone[2])]
        events = [event for block in data.split(b"\n\n") if (event := self._event(block)) is not None]
        if events:
            self._at_start = False
        return events

    def flush(self) -> list[Event]:
        """Return what is left when the bytes have ended: an event without its empty line."""
        rest = b"".join(self._pieces)
        self._pieces.clear()
        event = self._event(rest)
        return [] if event is None else [event]

    def _event(self, block: bytes) -> Event | None:
        if self._at_start:
            block = block.removeprefix(BOM)
        if block.lstrip().startswith(b"{"):
            return b"", block.strip()
        name = b""
        data: list[bytes] = []
        for line in block.split(b"\n"):
            if line.startswith(b"data:"):
                data.append(line[6:] if line.startswith(b"data: ") else line[5:])
            elif line.startswith(b"event:"):
                name = line[6:].strip()
            elif line.startswith(b"{"):
                data.append(line)
            elif line.startswith(b"error:"):
                # llama.cpp until the end of 2025.
                name = b"error"
                data.append(line[6:].strip())
        joined = b"\n".join(data)
        return (name, joined) if joined else None


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
