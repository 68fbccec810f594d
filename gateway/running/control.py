"""The socket of a running gateway, for its own user alone: each program's environment, and the request to reload."""

import contextlib
import json
import os
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

ASKED_BYTES = 1000
Say = Callable[[str], None]


class ControlError(Exception):
    """The running gateway does not answer on its socket."""


class Control:
    """Answers on a Unix socket until close().

    environments: what each program is started with, by supervisord's name for it. reload: does it, says lines, returns an exit status.
    """

    def __init__(self, path: Path, environments: Mapping[str, Mapping[str, str]], reload: Callable[[Say], int]) -> None:
        def answer(asked: dict[str, str], send: Callable[[object], None]) -> None:
            if asked.get("ask") == "environment":
                send(dict(environments[asked["program"]]))
            elif asked.get("ask") == "reload":
                send({"status": reload(lambda line: send({"line": line}))})

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                def send(value: object) -> None:
                    # Who asked may be gone; what was begun is ended all the same.
                    with contextlib.suppress(OSError):
                        self.wfile.write(json.dumps(value).encode() + b"\n")

                with contextlib.suppress(ValueError, KeyError):
                    answer(json.loads(self.rfile.readline(ASKED_BYTES)), send)

        class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
            daemon_threads = True
            request_queue_size = 64

        before = os.umask(0o177)
        try:
            self._server = Server(str(path), Handler)
        finally:
            os.umask(before)
        self._path = path
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()

    def close(self) -> None:
        """Stop answering, and leave no socket behind."""
        self._server.shutdown()
        self._server.server_close()
        self._path.unlink(missing_ok=True)


def environment_of(path: Path, program: str) -> dict[str, str]:
    """Return what the running gateway gives a program; raises ControlError."""
    told = next(_asked(path, {"ask": "environment", "program": program}), None)
    if not told:
        raise ControlError(f"the gateway tells no environment for {program}")
    return {str(name): str(value) for name, value in told.items()}


def reload(path: Path, say: Say) -> int:
    """Have the running gateway reload; say gets its words as they come. Returns the exit status; raises ControlError."""
    for told in _asked(path, {"ask": "reload"}):
        if "status" in told:
            return int(told["status"])
        say(str(told["line"]))
    raise ControlError("the gateway ended while it reloaded")


def _asked(path: Path, question: dict[str, str]) -> Iterator[dict[str, Any]]:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            connection.sendall(json.dumps(question).encode() + b"\n")
            for line in connection.makefile("rb"):
                yield json.loads(line)
    except (OSError, ValueError) as error:
        raise ControlError(f"the gateway does not answer on {path}") from error
