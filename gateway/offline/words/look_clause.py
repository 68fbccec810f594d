"""Clauses that ask to read, list or search."""

from __future__ import annotations

import re

from gateway.offline.words.filenames import folder_in
from gateway.offline.words.intent import Clause, Intent
from gateway.offline.words.literals import MARK

_FILES_HERE = re.compile(r"\b(?:files|folders?|directory|directories|everything|here|dir|contents)\b", re.IGNORECASE)
_LISTED = re.compile(
    r"\b(?:what|which|all(?:\s+the)?|the|any|how\s+many)\s+(?:\w+\s+)?(?:files|folders|directories)\b|\bfiles\s+(?:are|exist|here|in)\b|\b(?:the|this)\s+(?:current\s+)?(?:folder|directory)\b",
    re.IGNORECASE,
)
_THE_FILES = re.compile(
    r"\b(?:both|them|these|those|(?:the|two|three|new)\s+(?:two\s+|three\s+)?files)\b(?!\s+(?:here|in\b|that\s+are))", re.IGNORECASE
)
_BARE_FOLDER = re.compile(
    rf"^(?:the\s+)?(?:contents\s+of\s+)?(?:the\s+)?((?:[\w.-]+/)+|\.{{1,2}}|{MARK}|(?:src|tests?|docs?|lib|bin)(?=\s*[.?!]?$))",
    re.IGNORECASE,
)
_NO_OBJECT = re.compile(r"^(?:(?:back|again|to\s+me|me|please|aloud|out|up)\b\s*)*[.!?]*$", re.IGNORECASE)
_FOR = re.compile(
    rf"\bfor\s+(?:the\s+)?(?:word|text|string|term|phrase|pattern|occurrences?\s+of)?\s*({MARK}|.+?)(?=\s+(?:in|inside|within|across|under|on|throughout)\b|[.?!]*$)",
    re.IGNORECASE,
)
_GREPPED = re.compile(
    rf"^(?:all\s+|every\s+|the\s+|any\s+)*(?:occurrences?|uses?|usages?|mentions?|references?|lines?|instances?|files?)\s+(?:of|to|containing|that\s+contain|with|that\s+mention|mentioning)\s+"
    rf"(?:the\s+)?(?:word|text|string)?\s*({MARK}|\S+)",
    re.IGNORECASE,
)
_DIRECT = re.compile(
    rf"^(?:the\s+)?(?:word|text|string)?\s*({MARK}|\S+)\s+(?:in|inside|within|across|under|from|throughout)\b", re.IGNORECASE
)
_WHERE = re.compile(rf"^(?:where\s+)?(?:is|are)?\s*({MARK}|\w+)\s+(?:is\s+|are\s+)?(?:used|defined|called|mentioned)", re.IGNORECASE)
_PLACE = re.compile(
    rf"\s(?:in|inside|under|within)\s+(?!(?:the|this|my|our|a|all|every|here|there|it|files?|code|project|repo|repository)\b)({MARK}|[\w./-]+)[\s.?!]*$",
    re.IGNORECASE,
)
_GLOB = re.compile(r"(?<!\w)((?:[\w.*-]+/)*[\w.-]*\*[\w.*-]*)")
_BY_EXTENSION = re.compile(
    r"(?<!\w)\.(\w{1,6})\s+files\b|\b(python|javascript|typescript|markdown|json|yaml|text)\s+files\b", re.IGNORECASE
)
_EXTENSIONS = {"python": "py", "javascript": "js", "typescript": "ts", "markdown": "md", "text": "txt"}
_WEB = re.compile(r"\b(?:web|internet|online|google|on\s+the\s+net)\b", re.IGNORECASE)


def read_intents(clause: Clause) -> list[Intent]:
    """Read every file meant; a bare "read" or "show me" means the last one."""
    fetched = _fetch(clause)
    if fetched:
        return fetched
    paths = clause.meant
    if (
        not paths
        and clause.context.files
        and clause.verb in ("read", "show", "display", "view", "cat", "open")
        and _NO_OBJECT.match(clause.rest)
    ):
        paths = clause.context.files[-1:]
    if not paths and clause.verb in ("read", "cat", "open", "view"):
        quoted = re.match(rf"^(?:the\s+)?(?:file\s+)?({MARK})", clause.rest)
        paths = [clause.value(quoted[1])] if quoted else []
    return [Intent("read", path=path) for path in paths]


def list_intents(clause: Clause) -> list[Intent]:
    """List a folder, when the clause speaks of files or a folder rather than of a named file."""
    if clause.files or (clause.verb != "list" and clause.context.group and _THE_FILES.search(clause.text)):
        return []
    pattern = _pattern(clause)
    if pattern:
        return [Intent("glob", query=pattern)]
    folder = folder_in(clause.text, clause.context.literals)
    if clause.verb in ("list", "listing", "ls", "dir", "enumerate"):
        bare = _BARE_FOLDER.match(clause.rest)
        if folder is None and bare:
            folder = clause.value(bare[1]).rstrip("/") or "/"
        if folder or clause.verb in ("ls", "dir") or _FILES_HERE.search(clause.rest):
            return [Intent("list", path=folder or "")]
        return []
    if _LISTED.search(clause.text) or (folder and re.search(r"\b(?:contents|what)\b", clause.text, re.IGNORECASE)):
        return [Intent("list", path=folder or "")]
    return []


def search_intents(clause: Clause) -> list[Intent]:
    """Search the web, the names or the contents of files."""
    if clause.verb in ("fetch", "download", "browse"):
        return _fetch(clause)
    wanted = _FOR.search(clause.text)
    if _WEB.search(clause.text) and (wanted or clause.verb in ("google", "search", "look up")):
        query = clause.value(wanted[1]) if wanted else clause.value(_WEB.sub("", clause.rest).strip(" .?!"))
        return [Intent("web", query=query)] if query else []
    pattern = _pattern(clause)
    if pattern:
        return [Intent("glob", query=pattern)]
    grepped = _GREPPED.match(clause.rest) or (_WHERE.match(clause.rest) if "where" in (clause.verb, clause.rest[:5]) else None)
    if clause.verb in ("search", "searching", "grep", "find", "scan", "look", "look for", "looking for", "locate", "check"):
        grepped = grepped or wanted or (_DIRECT.match(clause.rest) if clause.verb != "check" and clause.verb != "look" else None)
        if clause.verb.startswith("look") and grepped is None:
            grepped = re.match(rf"^({MARK})", clause.rest)
    elif clause.verb != "where":
        grepped = None
    if not grepped:
        return [Intent("glob", query=f"**/{clause.paths[0]}")] if clause.paths and clause.verb in ("find", "locate") else []
    files = [ref for ref in clause.files if ref.start >= clause.text.find(grepped[1]) + len(grepped[1])]
    place = _PLACE.search(clause.text)
    where = files[0].path if files else folder_in(clause.text, clause.context.literals) or (clause.value(place[1]) if place else "")
    return [Intent("grep", query=clause.value(grepped[1]), path=where)]


def _fetch(clause: Clause) -> list[Intent]:
    for mark in re.findall(MARK, clause.text):
        quoted = clause.context.literals.get(mark)
        if quoted and quoted.kind == "url":
            return [Intent("fetch", query=quoted.value)]
    return []


def _pattern(clause: Clause) -> str | None:
    literals = clause.context.literals
    for mark in re.findall(MARK, clause.rest):
        if re.fullmatch(r"[\w./-]*\*[\w./*-]*", literals.value(mark)) and not re.search(r"\bfor\b", clause.rest):
            return literals.value(mark)
    starred = _GLOB.search(clause.rest)
    if starred:
        return starred[1]
    if clause.verb not in ("find", "list", "search", "locate", "look for", "what", "which", "show"):
        return None
    kind = _BY_EXTENSION.search(clause.rest)
    if not kind:
        return None
    word = (kind[1] or kind[2]).lower()
    return f"**/*.{_EXTENSIONS.get(word, word)}"
