"""Append to a file that rotates by size, so that no line is lost or torn."""

import contextlib
import errno
import fcntl
import os
import re
import time
from datetime import datetime
from pathlib import Path

LOCK_TRIES = 15
LOCK_PAUSE = 0.002  # seconds; with the tries above well under what a client may wait
MODE = 0o640
BEGINNING = 100
# Every line of ours begins with its time.
TIME = re.compile(rb'\{"time":"([0-9T:.Z+-]{10,40})"')


class LogFile:
    """Lines in `path`, older ones in `path.1` … `path.keep`.

    The file is opened anew for each append: one that was moved or removed, or whose folder was, is simply there again.
    """

    def __init__(self, path: Path, max_bytes: int, keep: int) -> None:
        self.path = path
        self.trouble: str | None = None
        self._max_bytes = max_bytes
        self._keep = keep

    def append(self, data: bytes) -> None:
        """Write whole lines with one write, rotating first where they would not fit; b"" only makes sure that one could.

        Raises:
            OSError: nothing was written; what a failed write had begun was taken back.
        """
        handle = self._open_locked()
        try:
            size = os.fstat(handle).st_size
            if data and size and size + len(data) > self._max_bytes and self._rotate():
                os.close(handle)
                handle = self._open_locked()
                size = os.fstat(handle).st_size
            if size and os.pread(handle, 1, size - 1) != b"\n":
                data = b"\n" + data  # a crash tore the last line: the next one must not become part of it
            _write_whole(handle, data, size)
        finally:
            os.close(handle)

    def rotate_when_full(self) -> bool:
        """Rotate a file that others append to, once it is over its size; tells whether it did.

        Those others open it anew for each line, so what is written meanwhile stands in the older file, whole.
        """
        try:
            return self.path.stat().st_size > self._max_bytes and self._rotate()
        except FileNotFoundError:
            return False

    def rotate_older_than(self, seconds: float) -> bool:
        """Rotate the file whose first line bears a time before that, in seconds since 1970; tells whether it did. Raises OSError."""
        began = first_time(self.path)
        if began is None or began >= seconds:
            return False
        handle = self._open_locked()
        try:
            return bool(os.fstat(handle).st_size) and self._rotate()
        finally:
            os.close(handle)

    def remove_older_than(self, seconds: float) -> int:
        """Remove the rotated files whose first line bears a time before that, and return how many. Raises OSError."""
        removed = 0
        for number in range(1, self._keep + 1):
            began = first_time(self._older(number))
            if began is not None and began < seconds:
                self._older(number).unlink(missing_ok=True)
                removed += 1
        return removed

    def _open_locked(self) -> int:
        for _ in range(LOCK_TRIES):
            handle = self._open()
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                there = self.path.stat()
                mine = os.fstat(handle)
                if (there.st_ino, there.st_dev) == (mine.st_ino, mine.st_dev):
                    return handle
            except BlockingIOError:
                time.sleep(LOCK_PAUSE)
            except FileNotFoundError:
                pass
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)
        raise OSError(errno.EAGAIN, "another process holds the lock of the file")

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
        try:
            return os.open(self.path, flags, MODE)
        except FileNotFoundError:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self.path, flags, MODE)

    def _rotate(self) -> bool:
        try:
            if self._keep < 1:
                self.path.unlink()
            for number in range(self._keep - 1, 0, -1):
                with contextlib.suppress(FileNotFoundError):
                    self._older(number).replace(self._older(number + 1))
            if self._keep >= 1:
                self.path.replace(self._older(1))
        except OSError as error:
            self.trouble = f"{self.path} cannot be rotated and grows: {error.strerror}"
            return False
        self.trouble = None
        return True

    def _older(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")


def _write_whole(handle: int, data: bytes, size: int) -> None:
    done = 0
    try:
        while done < len(data):
            done += os.write(handle, data[done:])
    except OSError:
        if done:
            os.ftruncate(handle, size)
        raise


def first_time(path: Path) -> float | None:
    """Return the time of a log's first line, in seconds since 1970; where it has none, of the last change; None for no or an empty file."""
    try:
        with path.open("rb") as file:
            beginning = file.read(BEGINNING)
            changed = os.fstat(file.fileno()).st_mtime
    except OSError:
        return None
    found = TIME.match(beginning)
    try:
        return datetime.fromisoformat(found[1].decode()).timestamp() if found else changed if beginning else None
    except ValueError:
        return changed
