"""Server-sent events out of bytes, in whatever pieces they come.

The format is that of the HTML standard, section 9.2.6: lines end with LF, CR or CRLF, an empty line ends an event, a line that begins
with a colon is a comment. Everything is done on bytes, so it is harmless where a piece ends inside a character.
"""

Event = tuple[str | None, bytes]

BOM = b"\xef\xbb\xbf"


class Parser:
    """Takes bytes, gives events: (event name or None, data). A line that is a bare JSON object counts as data: some servers fail so."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._after_cr = False
        self._at_start = True

    def feed(self, piece: bytes) -> list[Event]:
        """Take the next bytes; return the events that they complete, in order."""
        if self._after_cr and piece:
            self._after_cr = False
            if piece.startswith(b"\n"):
                piece = piece[1:]
        if b"\r" in piece:
            self._after_cr = piece.endswith(b"\r")
            piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if self._pieces or b"\n" not in piece:
            self._pieces.append(piece)
            # A line of many megabytes is joined once, not at every piece.
            if b"\n" not in piece:
                return []
            piece = b"".join(self._pieces)
            self._pieces.clear()
        blocks = piece.split(b"\n\n")
        rest = blocks.pop()
        if rest:
            self._pieces.append(rest)
        events: list[Event] = []
        for block in blocks:
            if block.startswith(b"data: ") and b"\n" not in block:
                events.append((None, block[6:]))
                continue
            head, between, data = block.partition(b"\ndata: ")
            if between and b"\n" not in data and head.startswith(b"event: ") and b"\n" not in head:
                events.append((head[7:].decode("utf-8", "replace"), data))
            elif (event := self._event(block)) is not None:
                events.append(event)
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
        name: str | None = None
        data: list[bytes] = []
        for line in block.split(b"\n"):
            if line.startswith(b"data:"):
                data.append(line[6:] if line.startswith(b"data: ") else line[5:])
            elif line.startswith(b"event:"):
                name = line[6:].strip().decode("utf-8", "replace")
            elif line.startswith(b"{"):
                data.append(line)
        joined = b"\n".join(data)
        return (name, joined) if joined else None
