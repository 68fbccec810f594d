"""Tell of the requests in flight: on this worker's own socket, since the workers share their port."""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

import orjson

from gateway.requests.in_flight import PREFIX, folder_of


class Status:
    """Answers whoever connects with one JSON list, and closes."""

    def __init__(self, told: Callable[[], object], run_folder: Path, worker: int) -> None:
        """told: returns what there is to say, as plain data."""
        self._told = told
        self._path = folder_of(run_folder) / f"{PREFIX}{worker}.sock"
        self._server: asyncio.AbstractServer | None = None

    async def open(self) -> None:
        """Listen; a folder that takes no socket costs the status alone."""
        try:
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            self._path.unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(self._tell, str(self._path))
        except OSError as error:
            sys.stderr.write(f"nobody can tell of the requests in flight at {self._path}: {error.strerror}\n")

    async def _tell(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            writer.write(orjson.dumps(self._told()))
            await writer.drain()
        writer.close()

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)
