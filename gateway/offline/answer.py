"""What the backend answers, before either wire has dressed it."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import Any, Literal

Finish = Literal["stop", "length", "content_filter"]
_PIECE = 24


@dataclass(frozen=True, slots=True)
class Citation:
    """A page that a text cites, between two of its characters."""

    start: int
    end: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Said:
    """Text, in the pieces in which a stream sends it; `refusal` says that it declines."""

    pieces: tuple[str, ...]
    refusal: bool = False
    citations: tuple[Citation, ...] = ()

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Called:
    """A function call: its arguments are JSON text, in the pieces in which a stream sends them."""

    name: str
    pieces: tuple[str, ...]

    @property
    def arguments(self) -> str:
        """The arguments as JSON text."""
        return "".join(self.pieces)

    def read_arguments(self) -> dict[str, Any]:
        """Return the arguments as an object, an empty one where they are none."""
        try:
            found = json.loads(self.arguments)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Thought:
    """Reasoning: the summary's parts, the opaque content that a client hands back, and how many characters of thought nobody sees.

    `id` is the item's, where the opaque content is bound to it.
    """

    summary: tuple[str, ...]
    encrypted: str | None
    hidden: int = 0
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Searched:
    """A search of the web that the backend made itself, and the pages that it found."""

    query: str
    sources: tuple[str, ...]


Part = Said | Called | Thought | Searched


@dataclass(frozen=True, slots=True)
class Answer:
    """The parts of an answer in order, and why it ended."""

    parts: tuple[Part, ...]
    finish: Finish = "stop"

    @property
    def output_chars(self) -> int:
        """Characters that the client was sent, reasoning excluded."""
        return sum(map(len, self.output_texts))

    @property
    def output_texts(self) -> tuple[str, ...]:
        """What the client was sent, reasoning and searches excluded."""
        said = (p.text if isinstance(p, Said) else p.name + p.arguments for p in self.parts if isinstance(p, Said | Called))
        return tuple(said)

    @property
    def reasoning_chars(self) -> int:
        """Characters of reasoning, seen or not."""
        return sum(p.hidden or sum(map(len, p.summary)) for p in self.parts if isinstance(p, Thought))


def in_pieces(text: str, count: int | None = None) -> tuple[str, ...]:
    """Text cut into `count` pieces, or into pieces of about 24 characters; their concatenation is the text."""
    if not text:
        return ("",)
    if count is None:
        count = -(-len(text) // _PIECE)
    count = max(1, min(count, len(text)))
    bounds = [len(text) * index // count for index in range(count + 1)]
    return tuple(text[start:end] for start, end in itertools.pairwise(bounds))


def say(text: str, *, finish: Finish = "stop") -> Answer:
    """An answer of one text."""
    return Answer((Said(in_pieces(text)),), finish)


def tokens(chars: int) -> int:
    """About how many tokens so many characters are: OpenAI's rule of thumb of four characters a token."""
    return -(-chars // 4)


def limited(answer: Answer, max_tokens: int | None) -> Answer:
    """The answer, cut to about `max_tokens` tokens when it is longer; a call does not survive the cut."""
    if max_tokens is None or answer.finish != "stop" or tokens(answer.output_chars) <= max_tokens:
        return answer
    text = "".join(part.text for part in answer.parts if isinstance(part, Said))
    return Answer((Said(in_pieces(text[: max_tokens * 4])),), "length")
