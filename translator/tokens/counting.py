"""The tokens of an upstream body, as its target will count them."""

from dataclasses import dataclass
from typing import Any

from translator.target import Target
from translator.tokens import chat_wire, responses_wire, vocabulary
from translator.tokens.dialect import dialect
from translator.tokens.tally import Tally

WIRES = {"responses": responses_wire.count, "chat": chat_wire.count}


@dataclass(frozen=True)
class Count:
    """Tokens, and how many of them are guessed: images and documents by address, sealed reasoning, hosted tools."""

    tokens: int
    guessed: int = 0


def count(body: dict[str, Any], target: Target) -> Count:
    """Return what the target will count for a body that its wire's writer made. Loads the vocabulary if need be: call it in a thread."""
    tally = Tally(target.known_as, vocabulary.load(target.capability.encoding), dialect(target.known_as))
    WIRES[target.wire](body, tally)
    return Count(tally.total, tally.guessed)
