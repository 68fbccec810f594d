"""The requests in flight: each worker of the translator tells its own on a Unix socket in the run folder."""

import contextlib
import os
import socket
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

# What the kernel takes for a Unix socket's path, with its closing NUL.
LONGEST = 107
PREFIX = "worker-"
# For all workers together: one that has stopped answering must not hold up whoever asks.
SECONDS = 1.0
MOST_BYTES = 4_000_000


def folder_of(run_folder: Path) -> Path:
    """Return where the workers' sockets stand: the run folder, or one in /tmp where its path is too long for a socket."""
    if len(os.fsencode(run_folder)) + len(f"/{PREFIX}1234567890.sock") < LONGEST:
        return run_folder
    return Path(tempfile.gettempdir()) / f"openai-code-{sha256(os.fsencode(run_folder)).hexdigest()[:16]}"


def worker_sockets(run_folder: Path) -> list[Path]:
    """Return where workers tell, or told before they were killed."""
    return sorted(folder_of(run_folder).glob(f"{PREFIX}*.sock"))


def in_flight(run_folder: Path, seconds: float = SECONDS) -> list[dict[str, Any]]:
    """Return the requests in flight in all workers, the oldest first; a worker that does not answer in time is left out.

    Each: id, session, agent, model, target, path, worker, age_ms, first_token_ms (None before it), tokens (about, so far) and state:
    waiting or streaming. Raises nothing.
    """
    deadline = time.monotonic() + seconds
    found: list[dict[str, Any]] = []
    for path in worker_sockets(run_folder):
        try:
            told = orjson.loads(_asked(path, deadline))
        except ConnectionRefusedError:
            # Its worker was killed.
            with contextlib.suppress(OSError):
                path.unlink()
            continue
        except (OSError, ValueError):
            continue
        found += [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    return sorted(found, key=lambda one: -one.get("age_ms", 0))


def _asked(path: Path, deadline: float) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(max(0.01, deadline - time.monotonic()))
        connection.connect(str(path))
        parts: list[bytes] = []
        while (piece := connection.recv(65536)) and sum(map(len, parts)) < MOST_BYTES:
            parts.append(piece)
            connection.settimeout(max(0.01, deadline - time.monotonic()))
        return b"".join(parts)
