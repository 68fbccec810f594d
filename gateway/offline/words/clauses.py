"""An instruction → its clauses, each of which asks for one thing."""

from __future__ import annotations

import re

_VERBS = (
    "write|create|make|put|save|store|generate|produce|touch|draft|compose|prepare|add|append|insert|replace|substitute|swap|change|edit|modify"
    "|update|fix|correct|turn|convert|rename|move|copy|delete|remove|read|show|display|print|cat|open|view|look|see|check|inspect|output|dump"
    "|examine|review|verify|summari[sz]e|explain|describe|tell|report|run|execute|launch|start|invoke|try|test|list|ls|enumerate|search|grep|find"
    "|locate|google|fetch|use|call|name|give|set|rerun|re-run|confirm|count|download|browse|display|do|let|say|paste"
)
_ADVERBS = (
    "(?:also|please|now|finally|just|then|again|next|kindly|afterwards|immediately|subsequently|can you|could you|would you|you can"
    "|you should)"
)
_VERB_AHEAD = rf"(?=(?:{_ADVERBS}\s+)*(?:{_VERBS})\b)"
_BREAKS = re.compile(
    r"\n+"
    r"|(?<=[.!?])\s+"
    r"|(?<=[\w\ue001]):\s*\n"
    r"|\s*;\s*"
    r"|,?\s*(?:\band\s+|\bbut\s+)?\b(?:then|afterwards|after\s+that|after\s+which|finally|subsequently|followed\s+by|and\s+lastly|lastly)\b,?\s+"
    rf"|,\s*(?:and\s+|but\s+|or\s+)?{_VERB_AHEAD}"
    rf"|\s+(?:and|before|&|plus)\s+(?:to\s+)?{_VERB_AHEAD}"
    r"|,?\s+before\s+(?:you\s+)?(?=\w+ing\b)"
    r"|\s+by\s+(?=(?:creating|writing|making)\b)",
    re.IGNORECASE,
)
_PLACE = re.compile(r"^(?:in|inside|within|under|for|using|from|at|with)\s+\S+(?:\s+\S+){0,5}$", re.IGNORECASE)
_ANY_VERB = re.compile(rf"(?<![\w.])(?:{_VERBS})(?![\w.])", re.IGNORECASE)
_REVERSED = re.compile(
    r"^(?P<later>[^,]+?)\s+(?:after|once)\s+(?:you(?:'ve| have)?\s+)?(?P<first>(?:\w+ing|written|created|made|read|run|changed)\b.+)$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)])\s+", re.MULTILINE)


def clauses(text: str) -> list[str]:
    """The clauses in the order in which they are to be done; quoted spans must have been put aside before."""
    found: list[str] = []
    for part in _BREAKS.split(_BULLET.sub("", text)):
        clause = (part or "").strip(" \t,")
        turned = _REVERSED.match(clause)
        found.extend([turned["first"], turned["later"]] if turned else [clause])
    return [clause for clause in _with_places(found) if re.search(r"[\w\ue000]", clause)]


def _with_places(found: list[str]) -> list[str]:
    """ "in x.cfg" before a comma belongs to the clause after it."""
    joined: list[str] = []
    place = ""
    for clause in found:
        if _PLACE.match(clause) and not _ANY_VERB.search(clause):
            place = clause
            continue
        joined.append(f"{clause} {place}" if place else clause)
        place = ""
    return joined
