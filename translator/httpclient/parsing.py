"""Bytes into answers. The only file that knows how HTTP is parsed."""

from collections.abc import Callable

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from translator.httpclient.faults import NotHttp
from translator.httpclient.incoming import Incoming

# Some upstreams send policies and cookies that are longer than the usual 8 KB.
HEAD_BYTES = 65_536
# So much may wait to be read before the other side is held back.
HIGH_WATER = 262_144
SWITCHING = 101


class Parsing:
    """The answers of one connection, one after the other. keep: the connection may serve again after the one that has ended."""

    def __init__(self, hold_back: Callable[[Incoming], None]) -> None:
        """hold_back: is called where more has come than is read."""
        self.keep = True
        self._hold_back = hold_back
        self._answer: Incoming | None = None
        self._without_body = False
        # Whether what was fed led anywhere, and how much did not: an endless head, trailer or row of interim answers stays small.
        self._moved = False
        self._fed = self._fruitless = 0
        self._surplus = False
        self._parser: HttpResponseParser | None = HttpResponseParser(self)
        # As browsers and other clients read what old and odd servers send; nothing of it changes where an answer ends.
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            # Chunks count, the length does not (RFC 9112, 6.3).
            lenient_chunked_length=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )

    def expect(self, answer: Incoming, without_body: bool) -> None:
        """Have the next bytes be this answer's. without_body: it has none, whatever its head says (HEAD)."""
        self._answer = answer
        self._without_body = without_body
        self._moved = False
        self._fruitless = 0

    def feed(self, data: bytes) -> None:
        """Put what came into the answer; raises NotHttp where it is none (any more)."""
        answer, parser = self._answer, self._parser
        if answer is None or parser is None:
            raise NotHttp
        self._fed = len(data)
        try:
            parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self.keep = False
            if not answer.ended:
                raise NotHttp from None
        if self._surplus:
            self.keep = False
        if self._moved:
            self._moved = False
            self._fruitless = 0
        elif not answer.ended:
            self._fruitless += self._fed
            if self._fruitless > HEAD_BYTES:
                raise NotHttp

    def forget(self) -> None:
        """Let go of everything: the parser holds us as we hold it."""
        self._parser = self._answer = None

    # What the parser calls.

    def on_message_begin(self) -> None:
        """An answer begins, or what stands after one."""
        self._surplus = self._answer is None or self._answer.ended

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; one that follows the body is of no use to anyone."""
        answer = self._answer
        if answer is not None and not answer.status:
            answer.wire_fields.append((name, value))

    def on_headers_complete(self) -> None:
        """Let the head be read, unless it is an interim one."""
        answer, parser = self._answer, self._parser
        if answer is None or parser is None or self._surplus:
            return
        status = parser.get_status_code()
        if status == SWITCHING or (self._fruitless + self._fed > HEAD_BYTES and _size(answer) > HEAD_BYTES):
            raise ValueError("no answer to what was asked")
        if status < 200:
            answer.wire_fields.clear()
            return
        answer.status = status
        self._moved = True
        if self._without_body:
            answer.end()
            self.keep = False
        answer.wake()

    def on_body(self, body: bytes) -> None:
        """Keep a piece; hold the other side back where nobody reads."""
        answer = self._answer
        if answer is None or answer.ended:
            return
        answer.parts.append(body)
        answer.size += len(body)
        self._moved = True
        if answer.size > HIGH_WATER and answer.room is None:
            self._hold_back(answer)

    def on_message_complete(self) -> None:
        """Note the end, unless it is an interim answer's."""
        answer, parser = self._answer, self._parser
        if answer is None or parser is None or not answer.status or answer.ended:
            return
        answer.ended = True
        self.keep = parser.should_keep_alive() and not _two_ends(answer)


def _size(answer: Incoming) -> int:
    return sum(len(name) + len(value) for name, value in answer.wire_fields)


def _two_ends(answer: Incoming) -> bool:
    """Tell whether an answer has a length besides its chunks: what stands between may have read another end."""
    names = {name.lower() for name, _ in answer.wire_fields}
    return b"transfer-encoding" in names and b"content-length" in names


def ends_with_connection(answer: Incoming) -> bool:
    """Tell whether an answer says no other end (RFC 9112, 6.3)."""
    told = {name.lower(): value.lower() for name, value in answer.wire_fields}
    coding = told.get(b"transfer-encoding")
    return b"content-length" not in told if coding is None else b"chunked" not in coding
