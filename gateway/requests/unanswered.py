"""Records of requests that nobody else can record: what should have answered was away, or died before its answer had ended.

The edge notes those that it could not get answered whole (nginx.conf, unanswered.log); once whoever may still write has had the time, those
without a record get one.
"""

import contextlib
import os
import threading
import time
from pathlib import Path

import orjson

from gateway.records import Record, Records
from gateway.requests.request_lines import Tail

FILE = "unanswered.log"
LOOK_SECONDS = 0.5
# A service that lives records a client that left as soon as it notices.
PATIENCE = 5.0
# More than is written within that time.
LOOKED_THROUGH = 16_000_000
LARGEST = 1_000_000
MESSAGES = "/v1/messages"


class Unanswered:
    """Follows the edge's notes until close()."""

    def __init__(self, run_folder: Path, data_dir: Path, port: int, path: str, patience: float = PATIENCE) -> None:
        """path: that messages go; patience: seconds until a note without a record gets one."""
        self._notes, self._data_dir, self._patience = run_folder / FILE, data_dir, patience
        self._tail = Tail(self._notes, from_end=False)
        self._records = Records(data_dir, port)
        self._path = path
        self._waiting: list[tuple[float, Record]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="unanswered", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            # A disk in trouble must not end this.
            with contextlib.suppress(OSError):
                self._look(self._patience)

    def _look(self, patience: float) -> None:
        lines = self._tail.lines()
        now = time.monotonic()
        self._waiting += [(now, record) for line in lines if (record := noted(line)) is not None]
        due = [record for came, record in self._waiting if now - came >= patience]
        if due:
            self._waiting = [one for one in self._waiting if now - one[0] < patience]
            there = self._there()
            for record in due:
                if f'"request_id":"{record.request_id}"'.encode() not in there:
                    record.path = self._path if record.endpoint is None else "litellm"
                    self._records.write(record)
        elif not self._waiting and self._notes.exists() and self._notes.stat().st_size > LARGEST:
            os.truncate(self._notes, 0)

    def _there(self) -> bytes:
        """Return the newest records, as bytes."""
        parts: list[bytes] = []
        left = LOOKED_THROUGH
        for name in ("requests.log", "requests.log.1"):
            with contextlib.suppress(OSError), (self._data_dir / name).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                file.seek(max(0, size - left))
                parts.append(file.read(left))
                left -= len(parts[-1])
            if left <= 0:
                break
        return b"\n".join(parts)

    def close(self) -> None:
        """Record what is left, once every service has ended."""
        self._ended.set()
        self._thread.join(2)
        with contextlib.suppress(OSError):
            self._look(0)
        self._tail.close()


def noted(line: bytes) -> Record | None:
    """Return the record of one of the edge's notes; None where the line is none."""
    try:
        note = orjson.loads(line)
        return Record(
            time=note["time"],
            request_id=note["request_id"],
            session=note["session"] or None,
            agent=note["agent"] or None,
            client=note["client"] or None,
            endpoint=None if note["endpoint"] == MESSAGES else note["endpoint"],
            status=502,
            error="api_error",
            total_ms=round(float(note["seconds"]) * 1000, 2),
        )
    except (ValueError, KeyError, TypeError):
        return None
