"""Clauses that ask to change what stands in a file."""

from __future__ import annotations

import re

from gateway.offline.words.contents import is_script, program_that_prints
from gateway.offline.words.intent import Clause, Intent
from gateway.offline.words.literals import MARK

_NOUN = (
    r"(?:(?:the|all|every|each|any|a|an)\s+)*(?:(?:occurrences?|instances?|mentions?)\s+of\s+)?(?:the\s+)?"
    r"(?:(?:word|text|string|line|value|phrase|typo|spelling|title|name|number|message|content|greeting|output|variable|function|setting|key)s?\s+(?:of\s+)?)?"
)
_THING = rf"(?:{MARK}|[^\n]+?)"
_ARROW = r"(?:->|→|=>|⇒)"
_END = r"(?:\s+(?:everywhere|throughout|instead|too|again|please|now|in\s+it|there|for\s+me))*\s*[.!?]*$"
_WITH = re.compile(rf"{_NOUN}({_THING})\s+(?:with|by|for|{_ARROW})\s+{_NOUN}({_THING}){_END}", re.IGNORECASE)
_FROM_TO = re.compile(rf"\bfrom\s+{_NOUN}({_THING})\s+to\s+{_NOUN}({_THING}){_END}", re.IGNORECASE)
_TO = re.compile(rf"{_NOUN}({_THING})\s+(?:to\s+(?:say|be|read|print)|to|into|{_ARROW})\s+{_NOUN}({_THING}){_END}", re.IGNORECASE)
_BECOMES = re.compile(rf"({MARK}|\S+)\s+(?:becomes?|is\s+replaced\s+(?:by|with))\s+({_THING}){_END}", re.IGNORECASE)
_INSTEAD = re.compile(
    rf"(?:says?|prints?|uses?|be|reads?|has|contains?|with|to|put|write)\s+({_THING})\s+(?:instead\s+of|rather\s+than|in\s+place\s+of)\s+({_THING})\s*[.!?]*$",
    re.IGNORECASE,
)
_REMOVED = re.compile(rf"^{_NOUN}({_THING})(?:\s+from)?{_END}", re.IGNORECASE)
_ADDED = re.compile(
    rf"^(?:the\s+|a\s+|another\s+|new\s+|following\s+)*(?:line|text|word|words|string|entry|sentence|item|comment)?s?\s*(?:saying|that\s+says|with(?:\s+the\s+text)?|reading|containing|:)?\s*({_THING})(?:\s+(?:to|at|on|onto|in|into))?(?:\s+the)?(?:\s+(?:very\s+)?(?:end|bottom))?(?:\s+of)?\s*[.!?]*$",
    re.IGNORECASE,
)
_PLACE = (
    r"(?:\s*\b(?:in|inside|within|of|from|throughout|into|to|at|on)\s+(?:the\s+|my\s+)?(?:file\s+|script\s+)?"
    r"|^(?:the\s+)?(?:file\s+|script\s+)?)"
)
_PRONOUN_PLACE = re.compile(
    r"\s*\b(?:in|inside|within|of|from|throughout)\s+(?:it|that\s+file|this\s+file|the\s+(?:new\s+)?(?:file|script|program|code)|there"
    r"|both(?:\s+files)?|them|each(?:\s+file)?)\b"
    r"|^(?:it|that\s+file|the\s+file|the\s+script)\b(?=\s*(?:so|:|,|and|to\s+(?:replace|change)))",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\b(?:all|every|each|everywhere|occurrences|instances|throughout)\b", re.IGNORECASE)
_IT = re.compile(
    r"^(?:it|its\s+contents?|that|the\s+(?:contents?|file|script|text|output|message|greeting)|what\s+it\s+(?:says|prints)|this)$",
    re.IGNORECASE,
)
_INNER_VERB = re.compile(
    r"^[\s,:;-]*(?:so\s+that|such\s+that|and|by|to)?\s*\b(?:replac(?:e|ing)|chang(?:e|ing)|substitut(?:e|ing)|swap(?:ping)?)\b",
    re.IGNORECASE,
)


def edit_intents(clause: Clause) -> list[Intent]:
    """Replace, remove or append; an empty list when the clause names no old and new text."""
    rest, paths = _place(clause)
    if not paths:
        return []
    everywhere = bool(_EVERY.search(clause.text))
    if clause.verb in ("append", "appending", "add", "adding", "insert"):
        if clause.verb.startswith("add") and not (_PRONOUN_PLACE.search(clause.rest) or re.search(r"\b(?:to|at|end|line)\b", clause.rest)):
            return []
        added = _ADDED.match(rest)
        return [Intent("append", path=path, content=clause.value(added[1])) for path in paths] if added and added[1].strip() else []
    if clause.verb in ("remove", "removing", "delete", "deleting"):
        removed = _REMOVED.match(rest) if "from" in clause.rest or " in " in clause.rest else None
        return (
            [Intent("edit", path=path, old=clause.value(removed[1]), everywhere=everywhere) for path in paths]
            if removed and removed[1]
            else []
        )
    inner = _INNER_VERB.match(rest)
    body = rest[inner.end() :].strip() if inner else rest
    intents: list[Intent] = []
    for old, new in _pairs(clause.verb, body):
        if _IT.match(old.strip()):
            return [_rewrite(path, clause.value(new)) for path in paths]
        intents += [Intent("edit", path=path, old=clause.value(old), new=clause.value(new), everywhere=everywhere) for path in paths]
    return intents


def _pairs(verb: str, rest: str) -> list[tuple[str, str]]:
    """The pairs of old and new text: one, or several joined by "and"."""
    first, second = next((halves for halves in (rest.partition(joint)[::2] for joint in (", and ", " and ")) if halves[1]), (rest, ""))
    pairs = [_pair(verb, first), _pair(verb, second)] if second else [_pair(verb, rest)]
    if None in pairs:
        pairs = [_pair(verb, rest)]
    return [pair for pair in pairs if pair]


def _pair(verb: str, rest: str) -> tuple[str, str] | None:
    """The old and the new text, both still with marks."""
    swapped = _INSTEAD.search(rest)
    if swapped:
        return swapped[2], swapped[1]
    tried = [_BECOMES, _FROM_TO, _TO, _WITH]
    if verb[:4] in ("repl", "subs", "swap"):
        tried = [_BECOMES, _WITH, _FROM_TO, _TO]
    elif verb in (
        "make",
        "write",
        "create",
        "put",
        "give",
        "set",
        "making",
        "writing",
        "creating",
        "need",
        "want",
        "save",
        "store",
        "generate",
    ):
        tried = []
    for pattern in tried:
        found = pattern.search(rest)
        if found:
            return _trimmed(found[1]), _trimmed(found[2])
    return None


def _place(clause: Clause) -> tuple[str, list[str]]:
    """The clause after its verb without the words that say where, and the files that these words mean."""
    context, offset = clause.context, clause.text.rfind(clause.rest) if clause.rest else len(clause.text)
    before = [ref for ref in clause.files if ref.start < offset]
    for ref in reversed([ref for ref in clause.files if ref.start >= offset]):
        start, end = ref.start - offset, ref.end - offset
        found = re.search(_PLACE + r"$", clause.rest[:start], re.IGNORECASE)
        only = len(clause.files) == 1
        to_end = found and re.match(r"\s*(?:to|into)\b", found[0], re.IGNORECASE) and clause.verb[:3] not in ("add", "app", "ins")
        if found and (not to_end or (only and not re.search(rf"{MARK}|\S", clause.rest[: found.start()]))):
            tail = re.sub(r"^\s*[:,]?\s*(?:and|so\s+that(?:\s+it)?|by|to(?=\s+(?:replace|change|say|print)))?\s*", " ", clause.rest[end:])
            return (clause.rest[: found.start()] + tail).strip(" ,:"), [ref.path]
    if before:
        return clause.rest, [before[0].path]
    found = _PRONOUN_PLACE.search(clause.rest)
    rest = (clause.rest[: found.start()] + clause.rest[found.end() :]).strip(" ,:") if found else clause.rest
    many = re.search(r"\b(?:both|them|each)\b", clause.rest, re.IGNORECASE)
    return rest, context.group if many and context.group else context.files[-1:]


def _rewrite(path: str, text: str) -> Intent:
    content = program_that_prints(path, text) if is_script(path) else text + "\n"
    return Intent("write", path=path, content=content, stated=True)


def _trimmed(text: str) -> str:
    return text.strip().strip(",;:").strip()
