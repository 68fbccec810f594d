"""Cut a text at a number of tokens: at a paragraph, else at a line, else inside it."""

from collections.abc import Callable, Sequence

Count = Callable[[str], int]


def cut(text: str, room: int, count: Count) -> str:
    """Return the beginning of a text that has at most room tokens; the text itself where it fits."""
    if room <= 0:
        return ""
    if count(text) <= room:
        return text
    kept, left = _fitting(_split(text, "\n\n"), room, count)
    # A long paragraph that does not fit would leave much of the room empty.
    if left > room // 2:
        rest = text[len(kept) :]
        lines, left = _fitting(_split(rest, "\n"), left, count)
        kept += lines
    return (kept or _inside(text, room, count)).rstrip()


def _split(text: str, mark: str) -> list[str]:
    parts = text.split(mark)
    return [part + mark for part in parts[:-1]] + [parts[-1]]


def _fitting(parts: Sequence[str], room: int, count: Count) -> tuple[str, int]:
    """Return the first parts that fit together, and the room that is left."""
    kept = []
    for part in parts:
        tokens = count(part)
        if tokens > room:
            break
        kept.append(part)
        room -= tokens
    return "".join(kept), room


def _inside(text: str, room: int, count: Count) -> str:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count(text[:middle]) <= room else (low, middle - 1)
    return text[:low]
