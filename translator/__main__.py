"""Run the translator: python -m translator. What it needs stands in its environment and in RUN_FOLDER/routes.json."""

import os
import sys

import uvicorn

from gateway.settings import load

APP = "translator.main:make"


def main() -> None:
    """Serve until SIGTERM; streams in flight may finish, since the edge has stopped taking new ones before."""
    try:
        settings = load(dict(os.environ))
    except ValueError as error:
        sys.exit(f"the translator cannot start: {error}")
    uvicorn.run(
        APP,
        factory=True,
        host="127.0.0.1",
        port=settings.translator_port,
        workers=settings.workers,
        loop="uvloop",
        http="httptools",
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


if __name__ == "__main__":
    main()
