"""The files of a log, and their whole lines from some offset on."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

READ_BYTES = 1 << 20
# Shorter than any line; holds its time.
BEGINNING = 64


@dataclass(frozen=True)
class LogPart:
    """One file of a log as it stands now; a rotation renames it, and its inode stays."""

    path: Path
    inode: int
    size: int


@dataclass(frozen=True)
class Lines:
    """Whole lines of one file: offsets[n] is where lines[n] begins; end: the offset behind the last."""

    lines: list[bytes]
    offsets: list[int]
    end: int


def parts(log: Path, keep: int) -> list[LogPart]:
    """Return the files of a log, the oldest first: log.5 … log.1, log."""
    found: dict[int, LogPart] = {}
    # The newest first: one that a rotation moves meanwhile is then seen twice, never missed.
    for number in range(keep + 1):
        path = log.with_name(f"{log.name}.{number}") if number else log
        try:
            told = path.stat()
        except OSError:
            continue
        found[told.st_ino] = LogPart(path, told.st_ino, told.st_size)
    return list(found.values())[::-1]


def read(part: LogPart, offset: int) -> Iterator[Lines]:
    """Yield the whole lines behind an offset, about a megabyte at a time; a last line without its end is left for later."""
    try:
        handle = os.open(part.path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if os.fstat(handle).st_ino != part.inode:
            return
        size = READ_BYTES
        while data := os.pread(handle, size, offset):
            whole = data.rfind(b"\n") + 1
            if not whole:
                if len(data) < size:
                    return
                size *= 2
                continue
            size = READ_BYTES
            lines = data[:whole].split(b"\n")[:-1]
            offsets, at = [], offset
            for line in lines:
                offsets.append(at)
                at += len(line) + 1
            yield Lines(lines, offsets, at)
            offset = at
    finally:
        os.close(handle)


def begins(part: LogPart) -> int:
    """Return a sum of how a file begins, by which it is told from a later one that was given the same inode."""
    return crc32(line_at(part, 0, BEGINNING) or b"")


def line_at(part: LogPart, offset: int, length: int) -> bytes | None:
    """Return one line of a file; None where the file is gone."""
    try:
        handle = os.open(part.path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return os.pread(handle, length, offset) if os.fstat(handle).st_ino == part.inode else None
    finally:
        os.close(handle)
