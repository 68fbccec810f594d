"""What a row says of a column, and what a row is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.conformance.columns import COLUMNS, Column


@dataclass(frozen=True)
class Verdict:
    """One cell. notes: the kinds that the ledger holds then, no more and no less; how: a sentence where no note says it."""

    kind: Literal["exact", "approximated", "refused"]
    notes: frozenset[str] = frozenset()
    how: str = ""


EXACT = Verdict("exact")


def approximated(*notes: str, how: str = "") -> Verdict:
    """The request is served, and this of it in another form."""
    return Verdict("approximated", frozenset(notes), how)


def refused(*notes: str, how: str = "") -> Verdict:
    """Not served: left out with these notes, or answered with an error."""
    return Verdict("refused", frozenset(notes), how)


@dataclass(frozen=True)
class Row:
    """One item of the Messages API. prove: tries it on a column and raises AssertionError where the verdict is not true.

    names: what of the SDK's types the row covers, as kind:name; see test_complete.py.
    """

    item: str
    verdicts: tuple[Verdict, ...]
    prove: Callable[[Column, Verdict], None]
    names: tuple[str, ...] = ()

    def verdict(self, column: Column) -> Verdict:
        return self.verdicts[COLUMNS.index(column)]


def everywhere(verdict: Verdict) -> tuple[Verdict, ...]:
    """The same in every column."""
    return (verdict,) * len(COLUMNS)


def by_wire(responses: Verdict, chat: Verdict, compatible: Verdict | None = None) -> tuple[Verdict, ...]:
    """One verdict a wire; the compatible backend's where it is another."""
    return (responses, responses, chat, chat, compatible or chat)


def by_model(reasoning: Verdict, plain: Verdict, compatible: Verdict | None = None) -> tuple[Verdict, ...]:
    """One verdict for models that reason, one for those that do not."""
    return (reasoning, plain, reasoning, plain, compatible or plain)


def by_api(openai: Verdict, compatible: Verdict) -> tuple[Verdict, ...]:
    """One verdict for OpenAI's own API, one for a compatible backend."""
    return (openai, openai, openai, openai, compatible)


def each(*verdicts: Verdict) -> tuple[Verdict, ...]:
    """One verdict a column."""
    assert len(verdicts) == len(COLUMNS)
    return verdicts
