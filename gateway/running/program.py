"""Run one program under supervisord: close its environment, put its name before each line it prints, become it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from gateway.configuration.ports import refusal
from gateway.priority import NICER
from gateway.running import nginx_orphans
from gateway.running.control import ControlError, environment_of
from gateway.running.programs import port_of, program
from gateway.settings import load

# LiteLLM's start-up picture tells nothing.
PICTURE = "/[█╗╝]/d;"
# What nginx says of streams that it is made to end at a stop.
LEFT_OPEN = "/\\[alert\\] .*(open socket #[0-9]+ left in connection|aborting$)/d;"
# LiteLLM colours its lines also where no terminal reads them.
COLOURS = "s/\x1b\\[[0-9;]*m//g;"


def main() -> None:
    """Exec the program named by the first argument; nothing of this process is left."""
    # A program and the one that takes its place at a reload differ in supervisord's name for them alone.
    name = sys.argv[1].partition("-")[0]
    environ = _environ(sys.argv[1])
    run = program(name, environ)
    if name == "nginx":
        nginx_orphans.end(Path(environ["RUN_FOLDER"]) / "nginx.pid")
    if name != "watch":
        _prefix_output(name)
    _refuse_a_taken_port(name, environ)
    if not on_the_way(name, environ):
        os.nice(NICER)
    os.execvpe(run.command[0], run.command, run.environment)


def on_the_way(name: str, environ: Mapping[str, str]) -> bool:
    """Tell whether messages wait for this program: what SERVICES names first answers them, and what stands around them does not."""
    return name != "interceptor" and (name != "litellm" or not environ.get("SERVICES", "").startswith("translator="))


def _environ(name: str) -> Mapping[str, str]:
    """Return what the program may be given: what the gateway tells now, which a reload may have changed since supervisord started."""
    control = os.environ.get("CONTROL_SOCKET")
    if not control or name == "watch":
        return os.environ
    try:
        return environment_of(Path(control), name)
    except ControlError as error:
        sys.exit(f"{name} cannot start: {error}")


def _refuse_a_taken_port(name: str, environ: Mapping[str, str]) -> None:
    """Exit with 1 where the program's port is taken.

    LiteLLM would go to a port by chance, and gunicorn tries for so long that supervisord counts it as started.
    """
    settings = load(dict(environ))
    port = port_of(name, settings)
    if port is None:
        return
    host = settings.host if name == "nginx" else "127.0.0.1"
    refused = refusal(host, port[1])
    if refused is not None:
        sys.exit(f"{port[0]}: {host}:{port[1]} cannot be listened on: {refused.strerror}.")


def _prefix_output(name: str) -> None:
    left_out = {"litellm": PICTURE, "nginx": LEFT_OPEN}.get(name, "")
    prefixing = ["sed", "-u", "-E", f"{left_out}{COLOURS}s/^/{name:<11} | /"]
    reader, writer = os.pipe()
    subprocess.Popen(prefixing, stdin=reader, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
    os.dup2(writer, 1)
    os.dup2(writer, 2)
    os.close(reader)
    os.close(writer)


if __name__ == "__main__":
    main()
