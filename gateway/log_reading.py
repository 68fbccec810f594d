"""The last lines of a log that others write and rotate, and those that come."""

import subprocess
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

Wanted = Callable[[bytes], bool]


def last_lines(path: Path, keep: int, count: int, wanted: Wanted) -> tuple[list[bytes], int]:
    """Return the last lines that are wanted, the oldest first, also from rotated files, and how far the newest file was read."""
    found: deque[bytes] = deque()
    read = 0
    for number in range(keep + 1):
        part = path.with_name(f"{path.name}.{number}") if number else path
        try:
            with part.open("rb") as log:
                lines = deque((line for line in log if wanted(line)), maxlen=count - len(found)) if count > len(found) else ()
                read = read if number else log.seek(0, 2) if not count else log.tell()
        except OSError:
            continue
        found.extendleft(reversed(lines))
        if len(found) >= count:
            break
    return list(found), read


def new_lines(path: Path, after: int, wanted: Wanted) -> Iterator[bytes]:
    """Yield what comes behind an offset, for ever; a rotation is followed."""
    with subprocess.Popen(["tail", "-c", f"+{after + 1}", "-F", str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:
        try:
            yield from (line for line in reader.stdout or () if wanted(line))
        finally:
            reader.kill()
