"""The thread that keeps the index up to date with the logs; one process at a time, whoever has the lock."""

import errno
import fcntl
import logging
import os
import shutil
import sqlite3
import threading
import time
from pathlib import Path

from interceptor.index import schema
from interceptor.index.retention import prune
from interceptor.index.writer import EVENTS, REQUESTS, Writer
from interceptor.trouble import explain

_logger = logging.getLogger("interceptor")
LOOK_SECONDS = 0.5
RETRY_SECONDS = 10.0
REOPEN_SECONDS = 1.0
PRUNE_SECONDS = 60.0
# After each megabyte others of this process have their turn.
BREATH = 0.02
LEAST_FREE = 32 << 20


class Follower:
    """Keeps DATA_DIR/index.sqlite up to date, from start() to close(); what is wrong meanwhile is its trouble."""

    def __init__(self, folder: Path, keep: int, days: int = 0, look_seconds: float = LOOK_SECONDS) -> None:
        """folder: DATA_DIR; keep: rotated files of each log; days: RETENTION_DAYS."""
        self.trouble: str | None = None
        self._folder, self._keep, self._days, self._look_seconds = folder, keep, days, look_seconds
        self._path = folder / "index.sqlite"
        self._logs = {REQUESTS: folder / "requests.log", EVENTS: folder / "interceptor.log"}
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="index", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def close(self, patience: float = 2.0) -> None:
        """End; what is left is read at the next start."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                with Lock(self._folder / "index.lock") as mine:
                    if mine:
                        self._write()
                # Where another process has it, that one writes.
                self.trouble = None
                self._closed.wait(REOPEN_SECONDS)
            except OSError as error:
                self._rest(explain(error))
            except sqlite3.Error as error:
                if "malformed" in str(error) or "not a database" in str(error):
                    # Damaged: it is made anew.
                    self._path.unlink(missing_ok=True)
                self._rest(_said(error))
            except Exception as error:
                if self.trouble is None:
                    _logger.exception("the index cannot be kept")
                self._rest(f"a fault of ours, {type(error).__name__}, which the log tells of")

    def _rest(self, why: str) -> None:
        self.trouble = f"There is no index, or an old one: {why} ({self._path})."
        self._closed.wait(RETRY_SECONDS)

    def _write(self) -> None:
        """Take in what comes for as long as the index is there."""
        self._leave_room()
        connection = schema.create(self._path)
        try:
            mine = self._path.stat().st_ino
            writer = Writer(connection, self._logs, self._keep)
            pruned = 0.0
            while not self._closed.is_set() and self._is(mine):
                self._leave_room()
                writer.take(self._go_on)
                self.trouble = None
                if time.monotonic() - pruned > PRUNE_SECONDS or not pruned:
                    prune(connection, self._logs[REQUESTS], self._keep, self._days, time.time())
                    pruned = time.monotonic()
                self._closed.wait(self._look_seconds)
        finally:
            connection.close()

    def _leave_room(self) -> None:
        """Raise OSError where the disk is nearly full: the logs, which can make the index anew, come first."""
        if shutil.disk_usage(self._folder).free < LEAST_FREE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _go_on(self) -> bool:
        return not self._closed.wait(BREATH)

    def _is(self, inode: int) -> bool:
        """Tell whether the index is still the one that was opened: somebody may have removed it."""
        try:
            return self._path.stat().st_ino == inode
        except FileNotFoundError:
            return False


class Lock:
    """A file that one process at a time has; `with` tells whether this one got it. Raises OSError where it cannot be made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = -1

    def __enter__(self) -> bool:
        """Try to get it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            os.close(self._handle)
            raise
        return True

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        os.close(self._handle)


def _said(error: sqlite3.Error) -> str:
    text = str(error)
    for mark, words in (("full", "the disk is full"), ("readonly", "it may not be written"), ("unable to open", "it cannot be opened")):
        if mark in text:
            return words
    return text
