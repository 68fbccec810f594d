"""Run the translator: python -m translator. What it needs stands in its environment and in RUN_FOLDER/routes.json."""

import os
import signal
import sys
from pathlib import Path

import uvicorn
from uvicorn.supervisors import Multiprocess

from gateway.settings import load
from translator.listen import listen
from translator.protocol import Protocol

APP = "translator.main:make"


def main() -> None:
    """Serve until SIGTERM; streams in flight may finish, since the edge has stopped taking new ones before."""
    path = os.environ.get("TRANSLATOR_SOCKET", "")
    try:
        settings = load(dict(os.environ))
        listeners = listen(settings.translator_port, path)
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
            Multiprocess(config, sockets=listeners).run()
        else:
            uvicorn.Server(config).run(sockets=listeners)
    except KeyboardInterrupt:
        # Ctrl-C goes to the whole group of processes.
        pass
    finally:
        if path:
            Path(path).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
