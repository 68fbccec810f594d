"""One thing that is to be done, and what a clause needs to know of the clauses before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from gateway.offline.words.contents import is_script
from gateway.offline.words.filenames import FileRef, folder_in
from gateway.offline.words.literals import Literals

Kind = Literal["write", "append", "rewrite", "read", "edit", "run", "list", "glob", "grep", "web", "fetch", "delegate"]
_PRONOUN = re.compile(
    r"\b(?:it|its|them|both|those|these|each|that\s+file|this\s+file|inside|contents?|there"
    r"|(?:the|that|this)\s+(?:(?:new|same|first|second|resulting|created|updated|whole)\s+)?(?:files?|script|document|program|code|result(?:ing)?\s+file))\b",
    re.IGNORECASE,
)

_IN_IT = re.compile(
    r"\b(?:in|inside|into|to|within)\s+(?:it|(?:that|this|the\s+new|the)\s+(?:folder|directory))\b|\b(?:there|inside)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What to do: `path` is as the user wrote it; `content` None means that the user named none; `stated` that it was named."""

    kind: Kind
    path: str = ""
    content: str = ""
    stated: bool = False
    old: str = ""
    new: str = ""
    everywhere: bool = False
    command: str = ""
    query: str = ""


@dataclass(slots=True)
class Context:
    """What the clauses so far have named; `nameless` is the text of the last one that asked to write something without naming a file,
    `folder` the one that was made last."""

    literals: Literals
    files: list[str]
    group: list[str] = field(default_factory=list)
    last: Intent | None = None
    program: str = ""
    nameless: str = ""
    folder: str = ""

    def remember(self, intent: Intent) -> None:
        """Let later clauses refer to this intent's file."""
        if intent.path and intent.kind not in ("list", "glob", "grep"):
            same_breath = self.last is not None and self.last.kind == intent.kind and intent.kind == "write"
            self.group = [*self.group, intent.path] if same_breath and intent.path not in self.group else [intent.path]
            self.files.append(intent.path)
            if is_script(intent.path):
                self.program = intent.path
        self.last = intent


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its text and what follows its verb (both with the marks of put-aside spans), the verb, the files it names."""

    text: str
    rest: str
    verb: str
    files: list[FileRef]
    context: Context

    @property
    def paths(self) -> list[str]:
        """The paths that the clause names, below the folder that it names."""
        folder = folder_in(self.text, self.context.literals)
        if folder is None and self.context.folder and _IN_IT.search(self.text):
            folder = self.context.folder
        return [in_folder(ref.path, folder) for ref in self.files]

    @property
    def meant(self) -> list[str]:
        """The files that the clause names, or those that "it", "them" or "both" stand for."""
        if self.files:
            return self.paths
        if re.search(r"\b(?:them|both|each|those|these|files)\b", self.text, re.IGNORECASE) and self.context.group:
            return self.context.group
        if _PRONOUN.search(self.text) and self.context.files:
            return self.context.files[-1:]
        return []

    def value(self, text: str) -> str:
        """A phrase of the clause as the user means it: the inside of quotes, or the words as written."""
        return self.context.literals.value(text)


def in_folder(path: str, folder: str | None) -> str:
    """A bare file name below a folder; other paths as they are."""
    return path if folder is None or "/" in path or path == folder else f"{folder}/{path}"
