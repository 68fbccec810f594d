"""The last lines of a log that others write and rotate, and those that come."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from gateway.requests.request_lines import LOOK_SECONDS, Tail

Wanted = Callable[[bytes], bool]


def last_lines(path: Path, keep: int, count: int, wanted: Wanted, end: int | None = None) -> list[bytes]:
    """Return the last lines that are wanted, the oldest first, also from rotated files.

    keep: rotated files; end: bytes of the newest file that are read, None for all.
    """
    found: deque[bytes] = deque()
    for number in range(keep + 1):
        if len(found) >= count:
            break
        try:
            lines = deque(
                _lines(path.with_name(f"{path.name}.{number}") if number else path, wanted, None if number else end), count - len(found)
            )
        except OSError:
            continue
        found.extendleft(reversed(lines))
    return list(found)


def _lines(path: Path, wanted: Wanted, end: int | None) -> Iterator[bytes]:
    read = 0
    with path.open("rb") as log:
        for line in log:
            read += len(line)
            if end is not None and read > end:
                return
            if wanted(line):
                yield line


def shown(path: Path, keep: int, count: int, wanted: Wanted, follow: bool) -> Iterator[bytes]:
    """Yield the last lines that are wanted; with follow also what comes, for ever, whatever becomes of the file."""
    if not follow:
        yield from last_lines(path, keep, count, wanted)
        return
    tail = Tail(path)
    try:
        yield from last_lines(path, keep, count, wanted, tail.offset)
        while True:
            yield from (line + b"\n" for line in tail.lines() if wanted(line))
            time.sleep(LOOK_SECONDS)
    finally:
        tail.close()
