"""What a tool's output says: whether it failed, what failed, and the file's own text in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gateway.offline.conversation import Text, ToolResult, Turn
from gateway.offline.harness import SHOWN_FOR, written_by_user
from gateway.offline.wires.shown import SHOWN

_FAILED = re.compile(
    r"^\s*(?:<tool_use_error>|<error>|Error\b|InputValidationError|File has not been read|File does not exist|String to replace not found"
    r"|No such (?:file|tool)|Claude requested permissions|Permission (?:to|for) .* (?:denied|not granted)|Tool .* not found"
    r"|The user (?:doesn't want|rejected))",
    re.IGNORECASE,
)
_UNREAD = re.compile(r"has not been read|read (?:it|the file) (?:first|again)|must (?:first )?read|has been modified since", re.IGNORECASE)
_SEVERAL = re.compile(r"found \d+ matches|multiple (?:matches|occurrences)|not unique|replace_all", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*(\d+)(?:(?:→|\t|\|)(.*))?$")


def plain(output: str) -> str:
    """A tool's output without what the client's harness added."""
    return re.sub(r"</?tool_use_error>", "", written_by_user(output)).strip("\n")


def failed(output: str) -> bool:
    """Whether a tool reports that it did not do what it was asked."""
    return _FAILED.match(written_by_user(output)) is not None


def wants_reading_first(output: str) -> bool:
    """Whether the client refuses to change a file that it has not read."""
    return failed(output) and _UNREAD.search(output) is not None


def found_several(output: str) -> bool:
    """Whether an edit was refused because its old text stands in the file more than once."""
    return failed(output) and _SEVERAL.search(output) is not None


def outputs_of(turns: Iterable[Turn]) -> dict[str, str]:
    """The outputs by the id of their call, with what a user message after them shows of them."""
    outputs: dict[str, str] = {}
    last = ""
    for turn in turns:
        if isinstance(turn, ToolResult):
            last = turn.id
            outputs[last] = turn.output
        elif isinstance(turn, Text) and turn.role == "user":
            for block in turn.blocks:
                named = SHOWN_FOR.match(block)
                last = named[1] if named else last
                if SHOWN.match(block) and last in outputs:
                    outputs[last] += f"\n{block}"
    return outputs


def file_text(output: str) -> str:
    """A file's text from a read tool's output, without the line numbers that some clients put before each line."""
    lines = plain(output).split("\n")
    numbered = [match for match in map(_NUMBERED.match, lines) if match]
    first = int(numbered[0][1]) if numbered else 0
    if (
        len(numbered) == len(lines)
        and numbered[0][2] is not None
        and [int(match[1]) for match in numbered] == list(range(first, first + len(lines)))
    ):
        # Some clients number the empty rest after the last newline too.
        return "\n".join(match[2] or "" for match in numbered).removesuffix("\n") + "\n"
    text = "\n".join(lines)
    return text if text.endswith("\n") or not text else text + "\n"


def brief(output: str, *, lines: int = 20, chars: int = 1_200) -> str:
    """The beginning of an output, with a word on what was left out."""
    text = plain(output)
    kept = "\n".join(text.split("\n")[:lines])[:chars]
    return kept if kept == text else f"{kept}\n… ({len(text) - len(kept)} more characters)"
