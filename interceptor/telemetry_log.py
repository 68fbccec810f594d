"""The telemetry log as routes see it: it always takes lines; what the disk refuses waits in memory."""

import logging
import threading
from collections import deque
from dataclasses import dataclass
from typing import Literal

from interceptor.lines import gap_line, now
from interceptor.logfile import LogFile
from interceptor.trouble import explain

CHUNK_BYTES = 65_536
_logger = logging.getLogger("interceptor")


@dataclass(frozen=True)
class LogStatus:
    """How the log is doing.

    Attributes:
        state: writing, or failing while lines wait in memory.
        reason: what is wrong, in plain words.
        kept_lines: lines that wait in memory now.
        dropped_lines: lines lost since the trouble began, or, when it is over, in the last one.
    """

    state: Literal["writing", "failing"]
    reason: str | None
    kept_lines: int
    dropped_lines: int


class TelemetryLog:
    """Append lines; thread-safe. Only threads of the process that calls `start` may use it."""

    def __init__(self, file: LogFile, hold_limit: int, retry_seconds: float) -> None:
        self._file = file
        self._hold_limit = hold_limit
        self._retry_seconds = retry_seconds
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._retrying = False
        self._held: deque[bytes] = deque()
        self._held_bytes = 0
        self._reason: str | None = None
        self._since = ""
        self._kept = 0
        self._dropped = 0
        self._dropped_untold = 0

    def start(self) -> None:
        """Make sure that the file can be written, mending an end that a crash tore; what is wrong shows in `status`."""
        self.append([])

    def append(self, lines: list[bytes]) -> None:
        """Write lines now, or keep them in memory and write them when the disk takes them again."""
        with self._lock:
            if self._reason is None:
                try:
                    self._file.append(b"".join(lines))
                except OSError as error:
                    self._begin(explain(error))
                    self._hold(lines)
            else:
                self._hold(lines)
                self._drain()

    def status(self) -> LogStatus:
        """Return how the log is doing."""
        reason = self._reason or self._file.trouble
        return LogStatus("failing" if self._reason else "writing", reason, len(self._held), self._dropped)

    def close(self) -> None:
        """Try a last time to write what is kept, and say on stderr what is lost."""
        self._closed.set()
        with self._lock:
            if self._reason is not None and not self._drain() and self._held:
                _logger.error("%d lines of telemetry are lost: %s", len(self._held) + self._dropped_untold, self._reason)

    def _begin(self, reason: str) -> None:
        self._reason, self._since, self._kept, self._dropped = reason, now(), 0, 0
        _logger.error("telemetry cannot be written to %s: %s; it is kept in memory and tried again", self._file.path, reason)
        if not self._retrying:
            self._retrying = True
            threading.Thread(target=self._retry, name="telemetry-retry", daemon=True).start()

    def _end(self) -> None:
        self._reason = None
        _logger.warning("telemetry is written to %s again: %d lines were kept, %d were dropped", self._file.path, self._kept, self._dropped)

    def _hold(self, lines: list[bytes]) -> None:
        self._held.extend(lines)
        self._held_bytes += sum(map(len, lines))
        while self._held_bytes > self._hold_limit:
            self._held_bytes -= len(self._held.popleft())
            self._dropped += 1
            self._dropped_untold += 1

    def _drain(self) -> bool:
        try:
            if self._dropped_untold:
                self._file.append(gap_line(self._dropped_untold, str(self._reason), self._since))
                self._dropped_untold = 0
            while True:
                chunk = self._chunk()
                self._file.append(b"".join(chunk))
                for line in chunk:
                    self._held.popleft()
                    self._held_bytes -= len(line)
                self._kept += len(chunk)
                if not self._held:
                    break
        except OSError as error:
            self._reason = explain(error)
            return False
        self._end()
        return True

    def _chunk(self) -> list[bytes]:
        chunk: list[bytes] = []
        size = 0
        for line in self._held:
            size += len(line)
            if chunk and size > CHUNK_BYTES:
                break
            chunk.append(line)
        return chunk

    def _retry(self) -> None:
        while not self._closed.wait(self._retry_seconds):
            with self._lock:
                if self._reason is None or self._drain():
                    self._retrying = False
                    return
