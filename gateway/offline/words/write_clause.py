"""Clauses that ask to write files."""

from __future__ import annotations

import re
from dataclasses import replace

from gateway.offline.words.contents import default_content, default_name, is_script, program_that_prints
from gateway.offline.words.filenames import FileRef, folder_in
from gateway.offline.words.intent import Clause, Intent, in_folder
from gateway.offline.words.literals import MARK

_PRINTS = re.compile(
    r"\b(?:prints?|printing|outputs?|outputting|echo(?:es|ing)?|displays?|displaying|logs?|logging|shows?|says?|saying)\s+(?:out\s+)?(?:the\s+)?(?:words?|text|string|line|message|number)?\s*(.+)$",
    re.IGNORECASE,
)
_MARKERS = re.compile(
    r"\b(?:containing|saying|reading|(?:that|which|should|must|it|to)\s+(?:should\s+|must\s+)?(?:just\s+|only\s+|simply\s+)?(?:says?|reads?|contains?|has|have|holds?|includes?)"
    r"|with|contents?\s+(?:is|are|of|should\s+be|being)|whose\s+contents?\s+(?:is|are)|has|holding|including)\b\s*:?\s*"
    r"(?:(?:just|only|exactly|simply)\s+)?(?:(?:the|its|this|following|a|single)\s+)*(?:(?:text|contents?|words?|line|lines|string|sentence|message|body|phrase|value)\b\s*(?:of|is|being|that\s+says|saying|as\s+follows)?\s*)?:?\s*(.+)$"
    r"|:\s+(.+)$",
    re.IGNORECASE | re.DOTALL,
)
_PUT = re.compile(
    r"^(?:out\s+|down\s+)?(?:(?:exactly|just|only)\s+)?(?:the\s+)?(?:following\s+)?(?:(?:text|words?|string|line|contents?|sentence|phrase|message|value|number)\s+)?:?\s*(?P<what>.+?)\s+(?:in|into|to|inside|on|as)\s+"
    r"(?:(?:a|the|my|two|three|new|text|file|files|named|called|document|both|each|of|it)\s*)*$",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(
    r"^(?:some|any|sample|example|dummy|random|placeholder|short|simple|basic|valid|whatever|something|anything|default)\b"
    r"|^(?:a|an|the)\s+(?:\w+\s+)*(?:function|script|program|poem|story|greeting|class|list|paragraph|sentence|test|page|object|array|key|field|content|file|result|output|extension|name)s?\b"
    r"|^(?:it|them|that|this|a|an|the|one|files?|text\s+files?|\w+\s+(?:file|script|program))$",
    re.IGNORECASE,
)
_SOME_THING = re.compile(r"^an?\s+(?:[\w-]+\s+){0,2}[\w-]+$", re.IGNORECASE)
_CODE = re.compile(r"^(?:echo|print|printf|ls|cat|import|from|console|puts|exit|cd|#!)\b|[\w\])]\(|=|;|\n")
_THE_LAST = re.compile(
    r"^(?:it|that\s+file|this\s+file|the\s+(?:file|script|program))\b|\b(?:in|into|inside|to)\s+(?:it|that\s+file|the\s+file)\b|\binside\b",
    re.IGNORECASE,
)
_TARGET = re.compile(rf"\b(?:in|into|to|inside|as)\s+(?:the\s+file\s+)?({MARK})")
_TAIL = re.compile(
    r"\s+(?:in(?:side)?(?:\s+of)?\s+it|inside|into\s+it|in\s+there|as\s+(?:its\s+|the\s+)?contents?|in\s+both|in\s+each|respectively|please|for\s+me|instead)\s*$",
    re.IGNORECASE,
)


def write_intents(clause: Clause) -> list[Intent]:
    """Write every file that the clause names with what it says; a described file gets a default name."""
    clause = _with_target(_without_subjects(clause))
    quoted = _quoted(clause)
    paths = clause.paths or _default_path(clause) or ([clause.context.files[-1]] if clause.context.files and _rewrites(clause) else [])
    if not paths:
        return []
    if not quoted:
        said = _unquoted(clause, paths)
        return [_intent(clause, path, said) for path in paths]
    if len(quoted) == len(paths):
        return [_intent(clause, path, text) for path, text in zip(paths, quoted, strict=True)]
    return [_intent(clause, path, "\n".join(quoted)) for path in paths]


def _without_subjects(clause: Clause) -> Clause:
    """In "write tests for x.py", x.py is what it is about, not what is to be written."""
    kept = [ref for ref in clause.files if not re.search(r"\b(?:for|about|like|of)\s+(?:the\s+file\s+)?$", clause.text[: ref.start])]
    return replace(clause, files=kept)


def _with_target(clause: Clause) -> Clause:
    """In "write 'x' to 'y'", 'y' is a file though nothing in its name says so."""
    target = None if clause.files else _TARGET.search(clause.text)
    if not target or len(re.findall(MARK, clause.text)) < 2:
        return clause
    return replace(clause, files=[FileRef(target.start(1), target.end(1), clause.value(target[1]))])


def _quoted(clause: Clause) -> list[str]:
    """The quoted texts of the clause that are not its file names."""
    taken = {ref.start for ref in clause.files}
    folder = folder_in(clause.text, clause.context.literals)
    found = [clause.context.literals.get(match[0]) for match in re.finditer(MARK, clause.text) if match.start() not in taken]
    return [quote.value for quote in found if quote and quote.kind != "url" and quote.value != folder]


def _unquoted(clause: Clause, paths: list[str]) -> str | None:
    """Content given in plain words; None when none is given."""
    last = clause.files[-1] if clause.files else None
    first = clause.files[0] if clause.files else None
    if re.search(r"\b(?:empty|blank)\b", clause.text, re.IGNORECASE) or clause.verb == "touch":
        return ""
    after = clause.text[last.end :] if last else clause.rest
    for text in (after, clause.rest):
        prints = _PRINTS.search(text) if any(is_script(path) for path in paths) else None
        marked = prints or _MARKERS.search(text)
        if marked:
            said = next(group for group in marked.groups() if group)
            return _said(clause, said, in_front_of_file=text is not after)
    if first:
        offset = clause.text.rfind(clause.rest)
        put = _PUT.match(clause.text[offset : first.start])
        if put and not _DESCRIBED.match(put["what"]) and not _SOME_THING.match(put["what"]):
            return _said(clause, put["what"], in_front_of_file=False)
    return None


def _said(clause: Clause, said: str, *, in_front_of_file: bool) -> str | None:
    if in_front_of_file and clause.files:
        name = clause.text[clause.files[0].start : clause.files[0].end]
        said = re.split(rf"\s+(?:in|into|to|as|inside|named|called)\s+(?:(?:a|the|file|new|named|called)\s+)*{re.escape(name)}", said)[0]
        if name in said:
            return None
    said = _TAIL.sub("", said.strip()).strip()
    bare = said.rstrip(".!?") if re.fullmatch(r"[^.!?]*[.?!]", said) and said.endswith(".") else said
    return None if not bare or _DESCRIBED.match(bare) else clause.value(bare)


def _intent(clause: Clause, path: str, said: str | None) -> Intent:
    if said is None:
        return Intent("write", path=path, content=default_content(path))
    if is_script(path) and _wants_program(clause, said):
        return Intent("write", path=path, content=program_that_prints(path, said), stated=True)
    if is_script(path) and not _quoted(clause) and said and not _CODE.search(said):
        return Intent("write", path=path, content=default_content(path))
    return Intent("write", path=path, content=said + "\n" if said and not said.endswith("\n") else said, stated=True)


def _wants_program(clause: Clause, said: str) -> bool:
    code = any(
        quote and quote.kind in ("code", "fence") and quote.value == said
        for quote in map(clause.context.literals.get, re.findall(MARK, clause.text))
    )
    return not code and not _CODE.search(said) and bool(_PRINTS.search(clause.text))


def _rewrites(clause: Clause) -> bool:
    """ "make it say bye": new content for the last file."""
    return bool(_THE_LAST.search(clause.rest)) and bool(_quoted(clause) or _PRINTS.search(clause.rest) or _MARKERS.search(clause.rest))


def _default_path(clause: Clause) -> list[str]:
    name = default_name(" " + clause.rest) if clause.verb not in ("want", "need", "set") or " file" in clause.rest else None
    if name is None or re.match(r"^(?:it|them|that|this|the)\b", clause.rest, re.IGNORECASE):
        return []
    return [in_folder(name, folder_in(clause.text, clause.context.literals))]
