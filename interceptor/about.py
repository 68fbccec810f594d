"""What the gateway tells of itself: the file that gateway.telling.about made at start, read again when a reload has written it anew."""

import threading
from pathlib import Path
from typing import Any

import orjson

EMPTY: dict[str, Any] = {"targets": {}, "listed": [], "limits": {}, "caps": {}, "to_try": []}


class About:
    """The file's content; EMPTY where there is none."""

    def __init__(self, path: Path | None) -> None:
        """path: RUN_FOLDER/about.json; None where the interceptor was started without one."""
        self._path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._content: dict[str, Any] = EMPTY

    def read(self) -> dict[str, Any]:
        """Return what the file holds; the last that could be read where it cannot be now."""
        if self._path is None:
            return EMPTY
        with self._lock:
            try:
                status = self._path.stat()
                if (status.st_mtime_ns, status.st_ino) != self._seen:
                    self._content = EMPTY | orjson.loads(self._path.read_bytes())
                    self._seen = (status.st_mtime_ns, status.st_ino)
            except (OSError, ValueError, TypeError):
                # Being written anew: what was known is good for a moment more.
                return self._content
            return self._content
