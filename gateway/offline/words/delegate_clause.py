"""Clauses that hand a task to another agent."""

from __future__ import annotations

import re

from gateway.offline.words.intent import Clause, Intent
from gateway.offline.words.literals import MARK

_HANDED = r"\b(?:use|launch|start|spawn|run|have|ask|let|get|tell)\s+(?:a|an|the|another|your)\s+(?:new\s+)?(?:[\w-]+\s+)?"
_AGENT = rf"{_HANDED}(?:sub-?agent|agent)\s+(?:tool\s+)?(?:to\s+|and\s+)?"
# The rest of the sentence is the other agent's own instruction.
TASK = re.compile(rf"{_AGENT}(?P<v>[^\n]+?)(?=[.!?]\s|[.!?]?$|[.!?]?\n)", re.IGNORECASE | re.MULTILINE)
_DELEGATED = re.compile(rf"{_AGENT}({MARK})", re.IGNORECASE)


def delegate_intents(clause: Clause) -> list[Intent]:
    """Hand the put-aside task on."""
    found = _DELEGATED.search(clause.text)
    return [Intent("delegate", content=clause.value(found[1]))] if found else []
