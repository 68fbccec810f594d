"""End the workers that a killed nginx master left behind: they hold its port, so that no new master can listen."""

import os
import signal
import time
from pathlib import Path

import psutil

KILLED_SECONDS = 2.0


def end(pid_file: Path, patience: float = 3.0) -> None:
    """Ask the workers of the master named in pid_file to stop listening; kill what still listens after patience seconds.

    QUIT closes a worker's listening socket at once and lets its streams finish.
    """
    workers = _workers(pid_file)
    for worker in workers:
        _signal(worker, signal.SIGQUIT)
    for worker in _still_listening(workers, patience):
        _signal(worker, signal.SIGKILL)
    # Even that takes a moment, and the next thing done is to look whether the port is free.
    _still_listening(workers, KILLED_SECONDS)


def _still_listening(workers: list[psutil.Process], patience: float) -> list[psutil.Process]:
    """Return those who still listen after patience seconds; sooner where none does."""
    deadline = time.monotonic() + patience
    while (listening := [worker for worker in workers if _listens(worker)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return listening


def _workers(pid_file: Path) -> list[psutil.Process]:
    try:
        master = int(pid_file.read_text())
    except (OSError, ValueError):
        return []
    # supervisord makes each program the leader of its own group, and workers stay in their master's group.
    return [process for process in psutil.process_iter() if _is_worker(process, master)]


def _is_worker(process: psutil.Process, master: int) -> bool:
    try:
        return process.pid != master and os.getpgid(process.pid) == master and process.name() == "nginx"
    except (ProcessLookupError, psutil.Error):
        return False


def _listens(process: psutil.Process) -> bool:
    try:
        return any(connection.status == psutil.CONN_LISTEN for connection in process.net_connections("tcp"))
    except psutil.Error:
        return False


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return


def quit_still(pid_file: Path) -> None:
    """Tell nginx once more to end when its streams have: what it, or supervisord's fork for it, is told while it starts is lost."""
    _tell(pid_file, signal.SIGQUIT)


def hurry(pid_file: Path) -> None:
    """Have nginx end at once, with what it still serves."""
    _tell(pid_file, signal.SIGTERM)


def _tell(pid_file: Path, number: signal.Signals) -> None:
    try:
        master = psutil.Process(int(pid_file.read_text()))
        if master.name() == "nginx":
            master.send_signal(number)
    except (OSError, ValueError, psutil.Error):
        return
