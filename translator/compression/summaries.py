"""Summaries of prompts, each made once: in memory, and in a file of its own, which all workers and later starts find."""

import asyncio
import os
import sys
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from translator.failure import Failure

FOLDER = "prompt-summaries"
KEPT_FILES = 200
KEPT = 64
# After a failure the shorter form of every request serves for so long.
AGAIN_SECONDS = 300.0
Make = Callable[[], Awaitable[str]]


class Summaries:
    """One worker's; requests that want the same summary share one call, which goes on when one of them leaves."""

    def __init__(self, data: Path, seconds: float) -> None:
        """data: DATA_DIR. seconds: the longest that a summary may take."""
        self._folder = data / FOLDER
        self._seconds = seconds
        self._known: OrderedDict[bytes, str] = OrderedDict()
        self._failed: dict[bytes, float] = {}
        self._making: dict[bytes, asyncio.Task[str | None]] = {}

    async def of(self, key: bytes, make: Make | None) -> str | None:
        """Return the summary of this key; None where it cannot be had. make: None makes none."""
        known = self._known.get(key)
        if known is not None:
            return known
        task = self._making.get(key)
        if task is None:
            kept = await asyncio.to_thread(self._read, key)
            if kept is not None:
                self._remember(key, kept)
                return kept
            # While the file was looked for, another request may have begun.
            task = self._making.get(key)
        if task is None:
            if make is None or time.monotonic() - self._failed.get(key, float("-inf")) < AGAIN_SECONDS:
                return None
            task = self._making[key] = asyncio.create_task(self._make(key, make))
            task.add_done_callback(lambda _task: self._making.pop(key, None))
        return await asyncio.shield(task)

    async def _make(self, key: bytes, make: Make) -> str | None:
        try:
            async with asyncio.timeout(self._seconds):
                summary = await make()
        except (Failure, TimeoutError) as error:
            summary = ""
            why = f"{error.status} {error.kind}" if isinstance(error, Failure) else "it took too long"
            sys.stderr.write(f"A system prompt could not be summarized ({why}): it is made compact instead.\n")
        if not summary:
            self._failed[key] = time.monotonic()
            return None
        self._remember(key, summary)
        await asyncio.to_thread(self._write, key, summary)
        return summary

    def _remember(self, key: bytes, summary: str) -> None:
        self._known[key] = summary
        if len(self._known) > KEPT:
            self._known.popitem(last=False)

    def _read(self, key: bytes) -> str | None:
        try:
            return (self._folder / key.hex()).read_text(encoding="utf-8") or None
        except (OSError, UnicodeDecodeError):
            return None

    def _write(self, key: bytes, summary: str) -> None:
        """Keep a summary for its owner's eyes; a full disk costs another call at the next start, and no answer."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            path = self._folder / key.hex()
            # Another worker reads all of it or nothing.
            new = path.with_suffix(f".{os.getpid()}")
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(summary)
            new.replace(path)
            files = sorted(self._folder.iterdir(), key=lambda one: one.stat().st_mtime)
            for old in files[:-KEPT_FILES]:
                old.unlink(missing_ok=True)
