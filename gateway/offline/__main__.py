"""python -m gateway.offline --port N: run the offline backend until SIGTERM."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from types import FrameType

import uvicorn

from gateway.cassette.file import CassetteError
from gateway.offline.app import app, backend
from gateway.offline.replay import Player


class _Server(uvicorn.Server):
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End at once: a scripted stall must not hold up the end of the program."""
        super().handle_exit(sig, frame)
        self.force_exit = True


def _unscripted(line: logging.LogRecord) -> bool:
    """Leave out uvicorn's complaint about a response without an end: that is how a scripted cut is made."""
    return "without completing response" not in line.getMessage()


def main() -> None:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m gateway.offline", description="An OpenAI-shaped backend without a model behind it.")
    parser.add_argument("--port", type=int, required=True, help="the port to listen on")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--strict", action="store_true", help="refuse whatever the real OpenAI API refuses")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="answer from this cassette, and refuse what it does not hold")
    parser.add_argument("--pace", choices=("none", "original"), default="none", help="replay at once or in the recorded time")
    options = parser.parse_args()
    backend.strict = options.strict
    if options.replay is not None:
        try:
            backend.player = Player(options.replay, paced=options.pace == "original")
        except CassetteError as error:
            parser.error(str(error))
    config = uvicorn.Config(
        app, host=options.host, port=options.port, access_log=False, log_level="warning", lifespan="off", server_header=False
    )
    logging.getLogger("uvicorn.error").addFilter(_unscripted)
    _Server(config).run()


if __name__ == "__main__":
    main()
