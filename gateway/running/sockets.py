"""Where this machine's own programs reach each other by Unix sockets, which no other machine can."""

import contextlib
import os
import re
import socket
import tempfile
from hashlib import sha256
from pathlib import Path

from gateway.requests.in_flight import worker_sockets
from gateway.settings import Settings

# What the kernel takes for a Unix socket's path, with its closing NUL.
SOCKET_PATH_BYTES = 107
# Only root makes files there, and everybody may look for them.
OPEN_FOLDER = Path("/run")
PLAIN = re.compile(r"/[\w./+@~-]+", re.ASCII)


def socket_path(settings: Settings, name: str = "supervisor") -> Path:
    """Return where supervisord listens for openai-code status, or launch (control) for reload: in /tmp where the path is too long."""
    path = settings.run_folder / f"{name}.sock"
    if len(os.fsencode(path)) < SOCKET_PATH_BYTES - len(".12345678"):
        return path
    return Path(tempfile.gettempdir()) / f"openai-code-{_digest(path)}.sock"


def edge_sockets(settings: Settings) -> list[Path]:
    """Return where the translator's workers listen for nginx, besides their port on loopback; none where it is to be that port.

    A Unix socket costs both of them less for each piece of a stream, and one for each worker lets nginx spread requests over them
    (docs/decisions/speed.md). Started by root, nginx's workers are another user, who may not enter the run folder.
    """
    paths = [socket_path(settings, f"translator-{settings.translator_port}-{number}") for number in range(settings.workers)]
    if os.geteuid() == 0:
        paths = [OPEN_FOLDER / f"openai-code-{_digest(path)}.sock" for path in paths]
    folder = paths[0].parent
    # Their names stand in nginx.conf.
    good = all(PLAIN.fullmatch(str(path)) for path in paths) and (folder == settings.run_folder or os.access(folder, os.W_OK))
    return paths if good else []


def remove_sockets(settings: Settings) -> None:
    """Remove those that a supervisord or a translator left behind that was killed."""
    for path in (socket_path(settings), *edge_sockets(settings), *worker_sockets(settings.run_folder)):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def wake_supervisord(settings: Settings) -> None:
    """Have supervisord look at its programs now, as any connection does: by itself it starts and ends them at its next whole second."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(0.1)
        connection.connect(str(socket_path(settings)))


def _digest(path: Path) -> str:
    return sha256(os.fsencode(path)).hexdigest()[:16]
