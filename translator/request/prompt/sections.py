"""A system prompt taken apart: what is the client's general advice, what may be cut, what is the user's own and stays whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translator.request.prompt.headings import DROPPED, DROPPED_ANYWHERE, LIST_DROPPED, OWN_HEADINGS, OWN_LINES, TELLING

HEADING = re.compile(r"# +(\S.*)")
FENCE = re.compile(r"\s{0,3}(```|~~~)")
LISTED = re.compile(r"\s*$|\s+\S|[-*] ")


@dataclass(frozen=True)
class Section:
    """One stretch of a prompt, to the byte. name: its heading in small letters, empty before the first. own: it stays whole."""

    name: str
    text: str
    own: bool = False


def sections(prompt: str) -> list[Section]:
    """Return the sections in their order; joined, their texts are the prompt."""
    found: list[Section] = []
    name, own, lines = "", False, [""]
    for line, heading in _lines(prompt):
        begins_own = not own and (heading in OWN_HEADINGS or line.startswith(OWN_LINES))
        if heading is not None or begins_own:
            found.append(Section(name, "".join(lines), own))
            name, own, lines = heading or "", own or begins_own, []
        lines.append(line)
    found.append(Section(name, "".join(lines), own))
    return [section for section in found if section.text]


def without_advice(prompt: str) -> list[Section]:
    """Return the sections without the client's general advice; all of them where the prompt is not Claude Code's own."""
    found = sections(prompt)
    if not any(section.name in TELLING for section in found if not section.own or section.name in DROPPED_ANYWHERE):
        return found
    return [kept for section in found if (kept := _kept(section)).text]


def _kept(section: Section) -> Section:
    if section.name in DROPPED_ANYWHERE or (section.name in DROPPED and not section.own):
        return Section(section.name, "")
    if section.name in LIST_DROPPED and not section.own:
        return Section(section.name, _after_list(section.text))
    return section


def _lines(prompt: str) -> Iterator[tuple[str, str | None]]:
    """Yield each line with its end, and the heading that it is, None where it is none: in fenced code # is no heading."""
    fence = ""
    for line in prompt.splitlines(keepends=True):
        mark = FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1] == fence:
            fence = ""
        found = HEADING.match(line)
        heading = found[1].strip().lower() if found else None
        # A fence that somebody forgot to close must not hide where the user's own begins.
        yield line, heading if not fence or heading in OWN_HEADINGS else None


def _after_list(text: str) -> str:
    lines = text.splitlines(keepends=True)
    first = next((place for place, line in enumerate(lines[1:], 1) if not LISTED.match(line)), len(lines))
    return "".join(lines[first:])
