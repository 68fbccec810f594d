"""Events that differ in their text alone, read without reading each of them: what is the same in all is learned from the first.

A stream is mostly runs of such events. Nothing is assumed of their fields or of the order of these: every byte of an event must be that of
the first one, but for its text, and for the numbers and paddings that readers do not look at.
"""

import re
from functools import lru_cache

import orjson

# Members that differ from event to event and mean nothing to a reader.
VARYING = frozenset({b"sequence_number", b"obfuscation", b"created", b"id"})
TEXT = rb'"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+"'
WORD = rb'"[ !#-\[\]-~]*+"'
NUMBER = rb"(?:0|[1-9]\d{0,14}+)"
# Inside of a string a quote has its backslash before it: this finds keys alone.
MEMBER = re.compile(rb'"([a-z_]++)": ?+(?:(' + TEXT + rb")|(" + NUMBER + rb"))(?=[,}])")
# Where a part that all events share is taken out, one byte stands for it that JSON cannot hold.
BORDER = b"\0"
COMMAS = bytes(ord(",") if code < 32 else code for code in range(256))
NEEDLE = 24
PROBE = "any other text"


class Mould:
    """What events of one kind share. parts: the bytes around and between what differs; kinds: what differs; probe: JSON of another one."""

    def __init__(self, parts: list[bytes], kinds: tuple[bytes, ...], probe: bytes) -> None:
        self.probe = probe
        self._first, self._last = parts[0], parts[-1]
        self._between = self._last + self._first
        self._needle = _needle(self._between)
        self._rest = len(self._between) - len(self._needle)
        self._text, self._all = next(place for place, kind in enumerate(kinds) if kind not in (WORD, NUMBER)), len(kinds)
        self._marks = [(b"%c" % number, part) for number, part in enumerate(parts[1:-1], 1)]
        self._line, self._lines = _patterns(kinds)
        self._shared = sum(map(len, parts)) - len(parts) + 1

    def texts(self, data: bytes) -> tuple[list[str], int]:
        """Return the texts of the events of this mould that data begins with, and the size of those events in bytes.

        data ends with an empty line.
        """
        if not data.startswith(self._first) or BORDER in data or any(mark in data for mark, _ in self._marks):
            return [], 0
        short = self._without_between(data[len(self._first) :])
        short = short[: short.find(b"\n\n", short.find(b"\n")) + 2]
        short = short[: -len(self._last)] + BORDER if short.endswith(self._last) else short[: short.rfind(BORDER) + 1]
        for mark, part in self._marks:
            short = mark.join(short.split(part))
        found = self._lines.match(short)
        size = found.end() if found is not None else 0
        texts: list[str] = []
        try:
            # What differs is JSON of its own, each: with commas for what was taken out it is a list.
            texts = orjson.loads(b"[%b]" % short[: max(size - 1, 0)].translate(COMMAS))[self._text :: self._all]
        except orjson.JSONDecodeError:
            # Half of a surrogate pair, mostly: it is somebody else's, but what stands before it is not.
            for line in self._line.finditer(short, 0, size):
                if (text := _loads(line[1])) is None:
                    size = line.start()
                    break
                texts.append(text)
        return texts, size + len(texts) * self._shared

    def _without_between(self, data: bytes) -> bytes:
        """Return data with a border for each place where one event ends and the next begins."""
        # To split at something long takes longer than to count it and to split at a part of it.
        pieces = data.split(self._needle)
        if self._rest == 0 or len(pieces) - 1 != data.count(self._between):
            return BORDER.join(data.split(self._between))
        last, end = pieces.pop(), -self._rest
        return BORDER.join([piece[:end] for piece in pieces] + [last])


def _needle(between: bytes) -> bytes:
    """Return a short end of it that stands in it once and cannot overlap with itself; all of it where there is none."""
    for size in range(NEEDLE, len(between), NEEDLE):
        end = between[-size:]
        if between.find(end) == len(between) - size and not any(end.startswith(end[at:]) for at in range(1, size)):
            return end
    return between


def mould_of(event: bytes, following: bytes, name: str, text: str) -> Mould | None:
    """Return the mould of an event (its bytes, with the empty line) whose member of this name holds the text; None where it has none.

    following: the event behind it: what varies, but not between the two, is taken to be the same in all.
    """
    key = name.encode()
    texts = [one for one in MEMBER.finditer(event) if one[1] == key]
    if len(texts) != 1 or texts[0][2] is None or not event.endswith(b"\n\n"):
        return None
    others = {one[1]: one[0] for one in MEMBER.finditer(following)}
    parts, kinds, at = [], [], 0
    for one in MEMBER.finditer(event):
        if one[1] == key or (one[1] in VARYING and others.get(one[1]) != one[0]):
            begin, end = one.span(2 if one[2] is not None else 3)
            parts.append(event[at:begin])
            kinds.append(b"(" + TEXT + b")" if one[1] == key else NUMBER if one[2] is None else WORD)
            at = end
    begin, end = texts[0].span(2)
    if _loads(event[begin:end]) != text:
        return None
    probe = event[:begin] + orjson.dumps(PROBE) + event[end:]
    return Mould([*parts, event[at:]], tuple(kinds), probe[probe.index(b"{") :])


def _loads(token: bytes) -> str | None:
    """Return the text of a JSON string, None where it is none."""
    try:
        text: str = orjson.loads(token)
    except orjson.JSONDecodeError:
        return None
    return text


@lru_cache(maxsize=64)
def _patterns(kinds: tuple[bytes, ...]) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return what finds the text of one event, shared parts taken out, and what finds all such events in a row."""
    line = b"".join(b"%b\\x%02x" % (kind, number % len(kinds)) for number, kind in enumerate(kinds, 1))
    return re.compile(line), re.compile(b"(?:%b)*+" % line)
