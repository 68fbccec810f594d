"""Keep what all processes print: a rotating file, and the terminal where there is one."""

import contextlib
import logging.handlers
import os
import re
import threading
from pathlib import Path
from typing import BinaryIO

COLOURS = re.compile(rb"\x1b\[[0-9;]*m")


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
        self._thread = threading.Thread(target=self._copy, args=(os.fdopen(reader, "rb"), terminal), daemon=True)
        self._thread.start()

    @property
    def coloured(self) -> bool:
        """Tell whether somebody reads along on a terminal."""
        return self._terminal and os.isatty(self._stdout)

    def _copy(self, lines: BinaryIO, terminal: bool) -> None:
        for line in lines:
            # Colours are for the terminal alone.
            plain = COLOURS.sub(b"", line) if b"\x1b" in line else line
            self._file.emit(logging.LogRecord("", 0, "", 0, plain.decode("utf-8", "replace"), (), None))
            if terminal:
                self._show(line)

    def _show(self, line: bytes) -> None:
        try:
            os.write(self._stdout, line)
        except OSError:
            # The terminal is gone; the file goes on.
            return

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
