"""Quoted spans, code and URLs of an instruction, put aside so that what stands inside them is not read as words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["fence", "url", "code", "quote"]
# Private-use characters: no instruction that means something holds them, and they are neither letters nor spaces.
_OPEN, _CLOSE = "\ue000", "\ue001"
MARK = rf"{_OPEN}\d+{_CLOSE}"
_MARK = re.compile(rf"{_OPEN}(\d+){_CLOSE}")
_SPANS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("fence", re.compile(r"```[^\n`]*\n(?P<v>.*?)\n?[ \t]*```", re.DOTALL)),
    ("quote", re.compile(r"`(?P<v>[^`\n]+)`")),
    ("url", re.compile(r"(?P<v>https?://[^\s<>\"')\]]*[^\s<>\"')\].,;:!?])")),
    ("code", re.compile(r"(?<![\w\\])(?P<v>\{(?:[^{}]|\{[^{}]*\})*\})(?=[\s.,;]|$)")),
    ("code", re.compile(r"(?<![\w.])(?P<v>[A-Za-z_][\w.]*\((?!(?:e?s)\))(?:[^()\n]|\([^()\n]*\))*\))")),
    ("quote", re.compile(r"(?<!\w)\"(?P<v>(?:[^\"\\]|\\.)*)\"")),
    ("quote", re.compile("[\u201c\u00ab\u201e](?P<v>[^\u201c\u201d\u00ab\u00bb\u201e]*)[\u201d\u00bb\u201c]")),
    ("quote", re.compile("\u2018(?P<v>[^\u2018\u2019]*)\u2019(?!\\w)")),
    ("quote", re.compile(r"(?<![\w])'(?P<v>[^'\n]*(?:'(?=\w)[^'\n]*)*)'(?!\w)")),
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """One span: `value` is what stands inside, `raw` what stood in the text."""

    kind: Kind
    value: str
    raw: str


class Literals:
    """A text whose quoted spans are replaced by marks, and the way back."""

    def __init__(self, text: str) -> None:
        self._found: list[Quoted] = []
        text = text.replace(_OPEN, "").replace(_CLOSE, "")
        for kind, pattern in _SPANS:
            text = pattern.sub(lambda match, kind=kind: self._aside(kind, match), text)  # type: ignore[misc]
        self.text = text

    def put_aside(self, pattern: re.Pattern[str]) -> None:
        """Put what the pattern's group v matches aside too, wherever it stands."""

        def marked(match: re.Match[str]) -> str:
            self._found.append(Quoted("quote", self.raw(match["v"]), self.raw(match["v"])))
            return f"{match[0][: match.start('v') - match.start()]}{_OPEN}{len(self._found) - 1}{_CLOSE}"

        self.text = pattern.sub(marked, self.text)

    def get(self, mark: str) -> Quoted | None:
        """The span that a text consisting of one mark stands for."""
        found = _MARK.fullmatch(mark)
        return self._found[int(found[1])] if found else None

    def raw(self, text: str) -> str:
        """The text with every span as it was written."""
        return _MARK.sub(lambda match: self._found[int(match[1])].raw, text)

    def value(self, text: str) -> str:
        """The inside of a span if the text is one mark, else the text as it was written."""
        found = self.get(text.strip())
        return found.value if found else self.raw(text).strip()

    def _aside(self, kind: Kind, match: re.Match[str]) -> str:
        value = self.raw(match["v"])
        self._found.append(Quoted(kind, value.replace('\\"', '"') if kind == "quote" else value, self.raw(match[0])))
        return f"{_OPEN}{len(self._found) - 1}{_CLOSE}"
