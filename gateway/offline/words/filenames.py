"""Which words of a clause name files and folders."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway.offline.words.literals import MARK, Literals

_PLAIN = re.compile(
    r"(?<![\w@:/.\\~<])(?:"
    r"(?:~/|\.{1,2}/|/)?(?:[\w.+@%-]+/)*[\w+@%-][\w.+@%-]*\.[A-Za-z][A-Za-z0-9]{0,9}"  # with an extension
    r"|(?:~/|\.{1,2}/|/)[\w.+@%-]+(?:/[\w.+@%-]+)*"  # a path that says that it is one
    r"|(?:[\w.+@%-]+/)*\.[A-Za-z][\w-]*(?:\.[\w-]+)*"  # .env, .gitignore
    r"|(?:[\w.+@%-]+/)*(?:Makefile|Dockerfile|README|LICENSE|CHANGELOG|Procfile|Gemfile|Jenkinsfile|Vagrantfile|CODEOWNERS|Justfile)"
    r")(?![\w/])"
)
_NOT_FILES = {"e.g", "i.e", "a.k.a", "etc.", "p.s", "vs."}
_SITES = (".com", ".org", ".net")
_NAMED = re.compile(
    rf"\b(?:file(?:s|name)?|script|document|program|module|path)?\s*\b(?:named?|called|titled)\s*(?:it\s+|as\s+|is\s+)?:?\s*([\w.+@%/-]*[\w+@%/-]|{MARK})"
    rf"|\b(?:file|filename|script)\s+({MARK})",
    re.IGNORECASE,
)
_AFTER_PLACE = re.compile(
    r"\b(?:in|into|inside|within|to|at|as|from|of|under|onto|file|files|script|path|and|or|create|touch|make|read|open|show|view|edit|update"
    r"|delete|display|cat)\s*:?\s*$|,\s*$",
    re.IGNORECASE,
)
_FOLDER_NAME = rf"([\w.+@%/-]+|{MARK})"
_FOLDER = re.compile(
    rf"\b(?:in|inside|into|under|within|of|from)\s+(?:the\s+|a\s+|my\s+|our\s+)?(?:new\s+)?"
    rf"(?:(?:sub)?(?:folder|directory|dir)\s+(?:(?:named|called)\s+)?{_FOLDER_NAME}|{_FOLDER_NAME}\s+(?:sub)?(?:folder|directory|dir)\b)",
    re.IGNORECASE,
)
_HERE = {
    "this",
    "current",
    "working",
    "same",
    "root",
    "project",
    "present",
    "the",
    "and",
    "then",
    "with",
    "for",
    "new",
    "that",
    "my",
    "here",
    "please",
}


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file named in a clause: where it stands there, and its path as written."""

    start: int
    end: int
    path: str


def looks_like_file(text: str) -> bool:
    """Whether a quoted text by itself reads as a file name."""
    return bool(_PLAIN.fullmatch(text)) and text.lower() not in _NOT_FILES


def files_in(clause: str, literals: Literals) -> list[FileRef]:
    """The files that a clause names, in the order in which they stand; `clause` holds the marks of `literals`."""
    found: dict[int, FileRef] = {}
    for match in _NAMED.finditer(clause):
        group = 1 if match[1] else 2
        name = literals.value(match[group])
        if name.lower() not in _HERE and "\n" not in name:
            found[match.start(group)] = FileRef(match.start(group), match.end(group), name)
    for match in _PLAIN.finditer(clause):
        name = match[0].rstrip(".")
        if name.lower() not in _NOT_FILES and not name.lower().endswith(_SITES):
            found.setdefault(match.start(), FileRef(match.start(), match.start() + len(name), name))
    for match in re.finditer(MARK, clause):
        value = literals.value(match[0])
        place = _AFTER_PLACE.search(clause[: match.start()])
        spaced = bool(place) and re.fullmatch(r"[^\n<>|?*:]+\.[A-Za-z][A-Za-z0-9]{0,5}", value)
        if looks_like_file(value) or spaced:
            found.setdefault(match.start(), FileRef(match.start(), match.end(), value))
    return _outermost(sorted(found.values(), key=lambda ref: ref.start))


def folder_in(clause: str, literals: Literals) -> str | None:
    """The folder that a clause says to work in, other than the current one."""
    for match in _FOLDER.finditer(clause):
        name = literals.value(match[1] or match[2])
        if name.lower() not in _HERE:
            return name.rstrip("/")
    return None


def masked(clause: str, refs: list[FileRef]) -> str:
    """The clause with file names blanked out, so that a word inside a name is not taken for a verb."""
    for ref in refs:
        clause = clause[: ref.start] + "\ue002" * (ref.end - ref.start) + clause[ref.end :]
    return clause


def _outermost(refs: list[FileRef]) -> list[FileRef]:
    kept: list[FileRef] = []
    for ref in refs:
        if not kept or ref.start >= kept[-1].end:
            kept.append(ref)
    return kept
