"""Keep what all processes print: a rotating file, and the terminal where there is one."""

import contextlib
import io
import logging.handlers
import os
import re
import threading
from pathlib import Path

COLOURS = re.compile(rb"\x1b\[[0-9;]*m")
# What a pipe holds.
AT_ONCE = 1 << 16


class _File(logging.handlers.RotatingFileHandler):
    terminator = ""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the name is the base class's)
        """Lose the line: to speak of a full disk on stderr would come back here as the next line, without end."""
        del record


class ProcessLog:
    """Takes over this process's stdout and stderr, and those of its children, until close()."""

    def __init__(self, path: Path, max_bytes: int, keep: int, terminal: bool) -> None:
        """Start copying: path is the file, terminal says whether the former stdout gets every line too."""
        self._file = _File(path, maxBytes=max_bytes, backupCount=keep, encoding="utf-8", errors="replace")
        self._stdout, self._stderr = os.dup(1), os.dup(2)
        self._terminal = terminal
        reader, writer = os.pipe()
        os.dup2(writer, 1)
        os.dup2(writer, 2)
        os.close(writer)
        self._thread = threading.Thread(target=self._copy, args=(reader,), daemon=True)
        self._thread.start()

    @property
    def coloured(self) -> bool:
        """Tell whether somebody reads along on a terminal."""
        return self._terminal and os.isatty(self._stdout)

    def _copy(self, reader: int) -> None:
        """Take what has come at once as one: under load each line for itself would cost more than to make it."""
        rest = b""
        while came := os.read(reader, AT_ONCE):
            whole, end, rest = (rest + came).rpartition(b"\n")
            self._tell(whole + end)
        self._tell(rest)
        os.close(reader)

    def _tell(self, lines: bytes) -> None:
        if not lines:
            return
        # Colours are for the terminal alone.
        plain = COLOURS.sub(b"", lines) if b"\x1b" in lines else lines
        # More than a file may hold is spread over several.
        for part in (plain,) if len(plain) < self._file.maxBytes else io.BytesIO(plain):
            self._file.emit(logging.LogRecord("", 0, "", 0, part.decode("utf-8", "replace"), (), None))
        if self._terminal:
            self._show(lines)

    def _show(self, lines: bytes) -> None:
        # When the terminal is gone, the file goes on.
        with contextlib.suppress(OSError):
            while lines:
                lines = lines[os.write(self._stdout, lines) :]

    def close(self, patience: float = 2.0) -> None:
        """Give stdout and stderr back, once the last lines are written."""
        os.dup2(self._stdout, 1)
        os.dup2(self._stderr, 2)
        self._thread.join(patience)
        # On a full disk the last lines stay unwritten.
        with contextlib.suppress(OSError):
            self._file.close()


def last_words(path: Path, program: str) -> str:
    """Return the last line that a program printed, without its last full stop; empty where there is none."""
    lines = [line.partition("| ")[2].strip() for line in path.read_text(errors="replace").splitlines() if line.startswith(f"{program} ")]
    return next((line[:200].rstrip(".") for line in reversed(lines) if line), "")
