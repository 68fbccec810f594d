"""Run one program under supervisord: close its environment, put its name before each line it prints, become it."""

import os
import subprocess
import sys
from pathlib import Path

from gateway import nginx_orphans
from gateway.programs import program

# LiteLLM's start-up picture tells nothing.
PICTURE = "/[█╗╝]/d;"


def main() -> None:
    """Exec the program named by the first argument; nothing of this process is left."""
    name = sys.argv[1]
    run = program(name, os.environ)
    if name == "nginx":
        nginx_orphans.end(Path(os.environ["RUN_FOLDER"]) / "nginx.pid")
    if name != "watch":
        _prefix_output(name)
    os.execvpe(run.command[0], run.command, run.environment)


def _prefix_output(name: str) -> None:
    prefixing = ["sed", "-u", f"{PICTURE if name == 'litellm' else ''}s/^/{name:<11} | /"]
    reader, writer = os.pipe()
    subprocess.Popen(prefixing, stdin=reader, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
    os.dup2(writer, 1)
    os.dup2(writer, 2)
    os.close(reader)
    os.close(writer)


if __name__ == "__main__":
    main()
