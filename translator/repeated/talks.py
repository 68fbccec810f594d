"""The messages of a conversation's earlier turns, which come again with each turn after them."""

from collections import OrderedDict
from typing import Any

import orjson

from translator.repeated.span import Span
from translator.request.history.talk import Beginning, Talk, lasting

# Bounds of what is kept: of the bytes themselves, and what their objects take beside them; what they are read into shares its texts with
# what is written from it.
MOST_BYTES = 4_000_000
OBJECT, AN_OBJECT = b'{"', 300
MOST_TALKS = 32
LEAST_MESSAGES = 2
# Nothing is kept of a conversation that came once alone; one is told from others by so many of its first bytes.
TOLD_BY = 1024
MOST_MET = 256


class SameTalks:
    """How the conversations begin that came last, the latest at the end."""

    def __init__(self) -> None:
        self._talks: list[Beginning] = []
        self.size = 0
        self._met: OrderedDict[int, None] = OrderedDict()

    def find(self, body: bytes, at: int) -> Span[Beginning] | None:
        """Return how the messages begin that stand at a place of a body; None where that is not kept."""
        for number in range(len(self._talks) - 1, -1, -1):
            talk = self._talks[number]
            if body.startswith(talk.coded, at):
                self._talks.append(self._talks.pop(number))
                return Span(at, at + len(talk.coded), talk)
        return None

    def keep(self, body: bytes, at: int, value: dict[str, Any], known: Beginning | None) -> None:
        """Have value["messages"] be a Talk, where a later request is likely to begin as this one does; known: how it begins itself.

        As with tools, writing the messages must give the very bytes.
        """
        messages = value.get("messages")
        if not isinstance(messages, list) or (known is None and not self._comes_again(body, at)):
            return
        first = known.count if known is not None else 0
        count = lasting(messages, first)
        coded = _coded(body, at, messages[first:count], known) if count > first and count >= LEAST_MESSAGES else None
        if coded is None:
            if known is not None:
                value["messages"] = Talk(messages, known, known)
            return
        made = Beginning(messages[:count], coded, _size(coded, known), fit=known is None or known.fit)
        value["messages"] = Talk(messages, known, made)
        if made.size > MOST_BYTES:
            return
        if known in self._talks:
            self._talks.remove(known)
            self.size -= known.size
        self._talks.append(made)
        self.size += made.size
        while self.size > MOST_BYTES or len(self._talks) > MOST_TALKS:
            self.size -= self._talks.pop(0).size

    def _comes_again(self, body: bytes, at: int) -> bool:
        """Tell whether a conversation that begins so came before."""
        told = hash(body[at : at + TOLD_BY])
        if told in self._met:
            self._met.move_to_end(told)
            return True
        self._met[told] = None
        if len(self._met) > MOST_MET:
            self._met.popitem(last=False)
        return False


def _size(coded: bytes, known: Beginning | None) -> int:
    """Return what bytes and their objects take, of which known counts what it begins with."""
    before, at = (known.size, len(known.coded)) if known is not None else (0, 0)
    return before + len(coded) - at + AN_OBJECT * coded.count(OBJECT, at)


def _coded(body: bytes, at: int, more: list[Any], known: Beginning | None) -> bytes | None:
    """Return the bytes of known and more messages and the comma after them; None where they are not what would be written here."""
    begin = at + (len(known.coded) if known is not None else 1)
    if len(body) - at > MOST_BYTES and begin - at + sum(map(_least, more)) > MOST_BYTES:
        return None
    try:
        written = orjson.dumps(more)[1:-1] + b","
    except TypeError:
        return None
    end = begin + len(written)
    return body[at:end] if end - at <= MOST_BYTES and body.startswith(written, begin) else None


def _least(message: dict[str, Any]) -> int:
    """Return a length that the JSON of a message has at the least: that of its longest parts, without writing them."""
    content = message["content"]
    return len(content) if isinstance(content, str) else sum(map(_least_of_block, content))


def _least_of_block(block: Any) -> int:  # noqa: ANN401 (any JSON value)
    if not isinstance(block, dict):
        return 0
    inner, source = block.get("text") or block.get("content"), block.get("source")
    if isinstance(source, dict):
        inner = source.get("data")
    return len(inner) if isinstance(inner, str) else sum(map(_least_of_block, inner)) if isinstance(inner, list) else 0
