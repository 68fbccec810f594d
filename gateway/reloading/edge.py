"""nginx as a reload sees it: would it take these files, which workers serve, and the change from one set of workers to the next."""

import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from gateway.reloading.supervisor import Supervisor
from gateway.running.programs import nginx_binary
from gateway.running.run_folder import write
from gateway.settings import Settings

PATIENCE = 15.0
ENDING = "shutting down"


def fault(settings: Settings, files: Mapping[str, str]) -> str | None:
    """Return why nginx would not take these files; None where it takes them."""
    with tempfile.TemporaryDirectory(dir=settings.run_folder) as name:
        folder = Path(name)
        write(settings, {one: text for one, text in files.items() if one.startswith("nginx")}, folder)
        command = [nginx_binary() or "nginx", "-t", "-q", "-e", "stderr", "-p", name, "-c", f"{name}/nginx.conf"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    return None if done.returncode == 0 else done.stderr.strip().splitlines()[0][:300]


def workers(supervisor: Supervisor) -> list[psutil.Process]:
    """Return nginx's workers: also those of earlier reloads, which still let streams finish."""
    try:
        # What puts its name before each line is a child of its too.
        return [one for one in psutil.Process(supervisor.state("nginx")[1] or -1).children() if one.name() == "nginx"]
    except (psutil.Error, ValueError):
        return []


def exchange(supervisor: Supervisor, old: list[psutil.Process]) -> bool:
    """Have nginx read its files anew; tells whether new workers serve. The old ones let their streams finish, and end by themselves.

    Until the old ones have heard that they are to end they take new connections too, and answer them as before.
    """
    if not supervisor.signal("nginx", "HUP"):
        # It does not run, and will read the new files when it is started again.
        return True
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if any(one not in old for one in workers(supervisor)) and all(_ends(one) for one in old):
            return True
        time.sleep(0.05)
    return any(one not in old for one in workers(supervisor))


def serve(old: Sequence[psutil.Process]) -> bool:
    """Tell whether any of these workers still has something to finish."""
    return any(_runs(one) for one in old)


def _ends(process: psutil.Process) -> bool:
    """Tell whether a worker takes no connection any more: nginx says so in its process's title."""
    try:
        return not _runs(process) or any(ENDING in part for part in process.cmdline())
    except psutil.Error:
        return True


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
