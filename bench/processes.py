"""The processes of one system under test: started in a session of their own, measured with all their children, ended for sure."""

import contextlib
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

MB = 1_000_000


@dataclass(frozen=True)
class Memory:
    """Megabytes (10^6 bytes): resident, and with what processes share counted once (proportional set size)."""

    rss: float
    pss: float


class Tree:
    """A process and all that it started."""

    def __init__(self, pid: int) -> None:
        self.root = psutil.Process(pid)

    def processes(self, mark: str = "") -> list[psutil.Process]:
        """Return the living processes, or those of them whose command line holds mark."""
        with contextlib.suppress(psutil.NoSuchProcess):
            everyone = [self.root, *self.root.children(recursive=True)]
            return [process for process in everyone if not mark or mark in _command(process)]
        return []

    def cpu_seconds(self) -> float:
        """Return the CPU time that they have used until now, user and system together."""
        return sum(_cpu(process) for process in self.processes())

    def memory(self, mark: str = "") -> Memory:
        """Return what they hold now, or those of them whose command line holds mark."""
        found = [process.memory_full_info() for process in self.processes(mark)]
        return Memory(sum(one.rss for one in found) / MB, sum(one.pss for one in found) / MB)


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def start(command: list[str], env: dict[str, str], log: Path, cwd: Path | None = None) -> subprocess.Popen[bytes]:
    """Start a program whose output goes to log. Ctrl-C in the terminal does not reach it: whoever started it ends it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)


def end(process: subprocess.Popen[bytes], patience: float = 5.0) -> None:
    """End a program and all that it started."""
    tree = Tree(process.pid).processes() if process.poll() is None else []
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    for one in tree:
        with contextlib.suppress(psutil.Error):
            one.kill()
    process.wait()
    psutil.wait_procs(tree, patience)


def settle(trees: list[Tree], patience: float = 20.0) -> None:
    """Wait until these processes together use less than a tenth of a core, for patience seconds at most."""
    deadline = time.monotonic() + patience
    window = 0.2
    before = sum(tree.cpu_seconds() for tree in trees)
    while time.monotonic() < deadline:
        time.sleep(window)
        now = sum(tree.cpu_seconds() for tree in trees)
        if now - before < window / 10:
            return
        before = now
