"""What on this machine stands in the way of a start: taken ports, folders that cannot be written, no nginx."""

import errno
import os
import shlex
import tempfile
from pathlib import Path

from gateway.check import Configuration
from gateway.configuration.ports import port_holder, refusal
from gateway.problems import Problem
from gateway.running.programs import nginx_binary, port_of

# What a start writes there, and some lines of the process log. A full DATA_DIR stops no start: telemetry waits for room.
RUN_FOLDER_BYTES = 200_000


def obstacles(config: Configuration) -> list[Problem]:
    """Return every obstacle to a start with this configuration."""
    settings = config.settings
    problems = []
    listening = [("nginx", settings.host), ("interceptor", "127.0.0.1")]
    listening += [("litellm", "127.0.0.1")] if settings.litellm else []
    listening += [("translator", "127.0.0.1")] if config.choice.path != "litellm" else []
    for name, host in listening:
        listens = port_of(name, settings)
        if listens:
            problems += _port(*listens, host)
    problems += _writable("DATA_DIR", settings.data_dir, config.container)
    problems += _writable("RUN_DIR", settings.run_dir, config.container, RUN_FOLDER_BYTES)
    if nginx_binary() is None:
        problems.append(Problem("nginx", "is not installed.", "Install it: ./scripts/start does, or your system's package manager."))
    return problems


def _port(name: str, port: int, host: str) -> list[Problem]:
    refused = refusal(host, port)
    if refused is None:
        return []
    if refused.errno == errno.EADDRINUSE:
        what = f"{port} is taken by {port_holder(port) or 'another program'}."
        return [Problem(name, what, f"Stop that program, or set {name} to a free port.")]
    if refused.errno == errno.EACCES:
        return [Problem(name, f"{port} is a port that this user may not listen on.", "Set it to 1024 or above.")]
    return [Problem("HOST", f"{host} cannot be listened on: {refused.strerror}.", "Give an address of this machine, such as 127.0.0.1.")]


def _writable(name: str, folder: Path, container: bool, needed: int = 0) -> list[Problem]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(needed))
            probe.flush()
            return []
    except OSError as error:
        reason = "it is a file" if isinstance(error, FileExistsError) else error.strerror
        what = f"{folder} cannot be written: {reason}."
        if not isinstance(error, PermissionError):
            return [Problem(name, what, f"Set {name} to a folder that can be written.")]
        whose = "the folder that you mount there" if container else shlex.quote(str(folder))
        # Where a folder above it refuses, there is nothing yet to give away.
        make = "" if container or _exists(folder) else f"sudo mkdir -p {whose} && "
        return [Problem(name, what, f"Run: {make}sudo chown -R {os.getuid()}:{os.getgid()} {whose}")]


def _exists(folder: Path) -> bool:
    try:
        return folder.exists()
    except OSError:
        return False
