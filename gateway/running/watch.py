"""supervisord's event listener: says in plain words which program ended, and ends the gateway when one cannot be started."""

import json
import os
import signal
from pathlib import Path

import click
from supervisor import childutils

FATAL_FILE = "fatal.json"


def main() -> None:
    """Serve supervisord's events on stdin and stdout until it ends."""
    run_folder = Path(os.environ["RUN_FOLDER"])
    launch = int(os.environ["LAUNCH_PID"])
    while True:
        headers, payload = childutils.listener.wait()
        name = dict(pair.split(":", 1) for pair in payload.split())["processname"].partition("-")[0]
        event = headers["eventname"]
        if event == "PROCESS_STATE_FATAL":
            (run_folder / FATAL_FILE).write_text(json.dumps({"program": name}))
            os.kill(launch, signal.SIGTERM)
        else:
            when = "" if event.endswith("EXITED") else " while it started"
            click.echo(f"gateway     | {name} ended{when}; it is started again.", err=True)
        childutils.listener.ok()


if __name__ == "__main__":
    main()
