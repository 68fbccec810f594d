"""Print a line for each record that comes into requests.log: beside the requests' way, in gateway.launch, so that no request waits for it.

Whoever writes records, translator or LiteLLM, need not print anything; a line costs it nothing.
"""

import contextlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import orjson

from gateway.requests.request_line import Format, Level, json_line, shown, text_line
from gateway.settings import Settings

LOOK_SECONDS = 0.2
LONGEST_LINE = 1 << 20
AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Style:
    """How the lines look: the format, the least level that appears, whether a terminal shows them, and whether they are coloured."""

    format: Format = "text"
    level: Level = "INFO"
    terminal: bool = False
    colours: bool = False


def style(settings: Settings, terminal: bool) -> Style:
    """Return what LOG_FORMAT and LOG_LEVEL ask for; terminal: whether somebody reads along on one."""
    chosen: Format = "json" if settings.log_format == "json" else "text"
    return Style(chosen, settings.log_level, terminal, colours=terminal and settings.log_format == "auto")


class Tail:
    """What is appended to a file that others rotate by renaming it; nothing is lost, nothing told twice."""

    def __init__(self, path: Path, from_end: bool = True) -> None:
        self._path = path
        self._rest = b""
        self._turned = False
        self._file: IO[bytes] | None = self._open()
        if self._file is not None and from_end:
            self._file.seek(0, os.SEEK_END)

    @property
    def offset(self) -> int:
        """Return how far the file has been read."""
        return self._file.tell() if self._file is not None else 0

    def _open(self) -> IO[bytes] | None:
        try:
            return self._path.open("rb")
        except OSError:
            return None

    def lines(self) -> list[bytes]:
        """Return the whole lines that came since the last call."""
        if self._file is None:
            self._file = self._open()
        if self._file is None:
            return []
        if os.fstat(self._file.fileno()).st_size < self._file.tell():
            # Cut off by somebody: what is there now is new.
            self._file.seek(0)
        came = self._rest + self._file.read(AT_ONCE)
        if self._turned and self._at_end():
            self._file.close()
            self._file, self._turned = self._open(), False
        else:
            # The renamed file is read once more at the next look: a writer may still have had it open.
            self._turned = self._is_another()
        *whole, self._rest = came.split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            self._rest = b""
        return [line for line in whole if line]

    def _at_end(self) -> bool:
        return self._file is None or self._file.tell() >= os.fstat(self._file.fileno()).st_size

    def _is_another(self) -> bool:
        try:
            there = self._path.stat()
        except OSError:
            # Renamed, and nobody has written since.
            return True
        mine = os.fstat(self._file.fileno()) if self._file is not None else None
        return mine is None or (there.st_ino, there.st_dev) != (mine.st_ino, mine.st_dev)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


class RequestLines:
    """Prints the records of one gateway to stdout until close()."""

    def __init__(self, data_dir: Path, port: int, style: Style) -> None:
        """port: of the gateway whose records are told; others may write into the same folder."""
        self.style = style
        self._tail = Tail(data_dir / "requests.log")
        self._port = port
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="request-lines", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            self._look()
        self._look()

    def _look(self) -> None:
        # Neither a disk nor a terminal in trouble may end this.
        with contextlib.suppress(OSError, ValueError):
            told = self.told(self._tail.lines())
            if told:
                os.write(1, told)

    def told(self, lines: list[bytes]) -> bytes:
        """Return what to print for these lines of requests.log."""
        return b"".join(self._one(line) for line in lines)

    def _one(self, line: bytes) -> bytes:
        try:
            record = orjson.loads(line)
            if record.get("gateway", self._port) != self._port or not shown(record, self.style.level):
                return b""
            text = json_line(record) if self.style.format == "json" else text_line(record, self.style.level, self.style.colours)
        except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
            # Not a record of ours.
            return b""
        return text.encode("utf-8", "replace") + b"\n"

    def close(self, patience: float = 1.0) -> None:
        """Tell what has come, and end."""
        self._ended.set()
        self._thread.join(patience)
        self._tail.close()
