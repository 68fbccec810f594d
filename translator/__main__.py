"""Run the translator: python -m translator. What it needs stands in its environment and in RUN_FOLDER/routes.json."""

import os
import signal
import sys
from pathlib import Path

import uvicorn

from gateway.settings import load
from translator.serving.listen import on_paths, on_port
from translator.serving.protocol import Protocol
from translator.serving.workers import Workers

APP = "translator.serving.main:make"


def main() -> None:
    """Serve until SIGTERM; streams in flight may finish, since the edge has stopped taking new ones before."""
    paths = os.environ.get("TRANSLATOR_SOCKETS", "").split()
    try:
        settings = load(dict(os.environ))
        port = on_port(settings.translator_port)
        own = on_paths(paths)
    except (ValueError, OSError) as error:
        sys.exit(f"the translator cannot start: {error}")
    config = uvicorn.Config(
        APP,
        factory=True,
        workers=settings.workers,
        loop="uvloop",
        http=Protocol,
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
        proxy_headers=False,
        # Longer than nginx keeps an idle connection, so that none is closed under a request.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=settings.shutdown_grace,
    )
    # uvicorn, once it has ended, lets the signal that ended it have its usual effect.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        if settings.workers > 1:
            # Else libuv lets one of them take all connections that come at once.
            os.environ["UV_TCP_SINGLE_ACCEPT"] = "1"
            Workers(config, port, own).run()
        else:
            uvicorn.Server(config).run(sockets=[port, *own])
    except KeyboardInterrupt:
        # Ctrl-C goes to the whole group of processes.
        pass
    finally:
        for path in paths:
            Path(path).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
