"""A system prompt made shorter, always in the same way: the same prompt gives the same bytes, as the upstream's cache needs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from translator.request.prompt.cut import Count, cut
from translator.request.prompt.headings import RULES
from translator.request.prompt.sections import Section, without_advice

BLANK_RUN = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")
CUT = "[The gateway left out the rest of these instructions: PROMPT_MAX_SYSTEM_TOKENS is {budget}.]"
SUMMARY = "[A summary of longer instructions, made by the gateway.]\n\n"
# A shorter answer is no summary of a prompt of this size.
LEAST_SUMMARY = 100


@dataclass(frozen=True)
class Shortened:
    """What is left of a prompt. head: in place of what was dropped; advice: may be cut or summarized; own: stays, to the byte."""

    head: str
    advice: str
    own: str
    budget: int

    def parts(self, advice: str) -> list[str]:
        """Return the system prompt with this in the place of the advice."""
        return [part for part in (self.head, advice, self.own) if part.strip()]

    def room(self, count: Count) -> int:
        """Return the tokens that the budget leaves for the advice."""
        return self.budget - count(self.head) - count(self.own)


def shortened(system: Sequence[str], budget: int) -> Shortened:
    """Return a prompt without Claude Code's general advice; its pieces in their order, what is the user's own last."""
    found: list[Section] = []
    dropped = False
    for part in system:
        kept = without_advice(part)
        dropped = dropped or sum(len(section.text) for section in kept) < len(part)
        found += [*kept, Section("", "\n\n", bool(kept) and kept[-1].own)]
    advice = "".join(section.text for section in found if not section.own)
    own = "".join(section.text for section in found if section.own)
    return Shortened(RULES if dropped else "", BLANK_RUN.sub("\n\n", advice).strip(), own.strip("\n"), budget)


def compact(short: Shortened, count: Count) -> list[str]:
    """Return the system prompt within the budget: the advice is cut where it has to be, and the model told so."""
    room = short.room(count)
    if count(short.advice) <= room:
        return short.parts(short.advice)
    told = CUT.format(budget=short.budget)
    return short.parts(f"{cut(short.advice, room - count(told) - 2, count)}\n\n{told}".strip())


def summarized(short: Shortened, summary: str, count: Count) -> list[str] | None:
    """Return the system prompt with a summary in the advice's place; None where the summary is of no use."""
    summary = summary.strip()
    if len(summary) <= LEAST_SUMMARY or count(summary) >= count(short.advice):
        return None
    return short.parts(SUMMARY + cut(summary, max(short.room(count), LEAST_SUMMARY) - count(SUMMARY), count))
