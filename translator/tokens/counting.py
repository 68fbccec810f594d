"""The tokens of an upstream body, as its target will count them."""

from typing import Any, NamedTuple

from translator.target import Target
from translator.tokens import chat_wire, responses_wire, vocabulary
from translator.tokens.dialect import dialect
from translator.tokens.tally import Tally

WIRES = {"responses": responses_wire.count, "chat": chat_wire.count}


class Count(NamedTuple):
    """Tokens, and how many of them are guessed: images and documents by address, sealed reasoning, hosted tools."""

    tokens: int
    guessed: int = 0


def count(body: dict[str, Any], target: Target) -> Count:
    """Return what the target will count for a body that its wire's writer made. Loads the vocabulary if need be: call it in a thread."""
    return counted(body, target.wire, target.known_as, target.capability.encoding)


def counted(body: dict[str, Any], wire: str, model: str, encoding: str) -> Count:
    """Do the same, told of the target what matters here: its wire, the name by which tables know the model, the vocabulary's."""
    tally = Tally(model, vocabulary.load(encoding), dialect(model))
    WIRES[wire](body, tally)
    return Count(tally.total, tally.guessed)
