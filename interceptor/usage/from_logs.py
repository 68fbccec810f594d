"""Answers where no gateway keeps the index up to date: it is brought there first, or one is made for the moment."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from interceptor.index import schema
from interceptor.index.follow import Lock
from interceptor.index.writer import EVENTS, REQUESTS, Writer
from interceptor.usage.queries import INDEX, Usage


@contextmanager
def up_to_date(folder: Path, log_keep: int) -> Iterator[Usage]:
    """Give answers from all that requests.log holds.

    folder: DATA_DIR; log_keep: rotated files of each log. Raises OSError or sqlite3.Error where even a temporary index cannot be made.
    """
    if _kept(folder) and _catch_up(folder, log_keep):
        yield Usage(folder, log_keep)
        return
    with tempfile.TemporaryDirectory(prefix="openai-code-usage-") as made:
        connection = schema.create(Path(made) / INDEX)
        try:
            Writer(connection, {REQUESTS: folder / "requests.log"}, log_keep).take(lambda: True)
            yield Usage(Path(made), log_keep)
        finally:
            connection.close()


def _kept(folder: Path) -> bool:
    """Tell whether the index in this folder is ours to write: a file of another user's would be in its way."""
    try:
        return folder.stat().st_uid == os.geteuid() and os.access(folder, os.W_OK)
    except OSError:
        return False


def _catch_up(folder: Path, log_keep: int) -> bool:
    """Bring the index up to date where nobody else does; tells whether it answers."""
    try:
        with Lock(folder / "index.lock") as mine:
            if not mine:
                # A gateway runs, and does so.
                return Usage(folder, log_keep).status().state == "current"
            connection = schema.create(folder / INDEX)
            try:
                logs = {REQUESTS: folder / "requests.log", EVENTS: folder / "interceptor.log"}
                Writer(connection, logs, log_keep).take(lambda: True)
            finally:
                connection.close()
            return True
    except (OSError, sqlite3.Error):
        return False
