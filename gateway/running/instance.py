"""The running gateway of one port: a small file in its run folder, so that start, stop and status find it again."""

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TextIO

import psutil

FILE = "instance.json"
LOCK = "lock"
ENDING_SECONDS = 10.0


@dataclass(frozen=True)
class Instance:
    """pid and born (when it was created, see below) name gateway.launch beyond doubt.

    ready: once every service answers; stopping: from the moment on that it ends. ports: where services listen that a reload may move.
    """

    pid: int
    born: float
    port: int
    data_dir: str
    backend: str
    socket: str
    ready: bool = False
    stopping: bool = False
    ports: dict[str, int] = field(default_factory=dict)


def born(pid: int) -> float:
    """Return when a process was created, in seconds; raises psutil.NoSuchProcess where there is none.

    On Linux since the machine's start: time since 1970 would change with the clock, which leaps after a sleep.
    """
    process = psutil.Process(pid)
    try:
        # proc(5): field 22, counted after the name, which may hold blanks and brackets.
        ticks = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
        return int(ticks) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return float(process.create_time())


def write(run_folder: Path, instance: Instance) -> None:
    """Write the file in one step, so that no reader sees half of it."""
    new = run_folder / f"{FILE}.new"
    new.write_text(json.dumps(asdict(instance)), encoding="utf-8")
    new.replace(run_folder / FILE)


def read(run_folder: Path) -> Instance | None:
    """Return the instance that runs from this folder; None where none does."""
    try:
        instance = Instance(**json.loads((run_folder / FILE).read_text(encoding="utf-8")))
        return instance if abs(born(instance.pid) - instance.born) < 1 and _alive(instance.pid) else None
    except (OSError, ValueError, TypeError, OverflowError, psutil.Error):
        return None


def _alive(pid: int) -> bool:
    return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def hold(run_folder: Path, patience: float = ENDING_SECONDS) -> TextIO | None:
    """Take the folder for one start, for as long as the returned file is open; None where another start has it.

    A gateway that ends has it for a moment longer than its instance stands there: that is waited for, patience seconds at the most.
    """
    lock = (run_folder / LOCK).open("w")
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = read(run_folder)
            if (other is not None and not other.stopping) or time.monotonic() > deadline:
                lock.close()
                return None
        else:
            return lock
        time.sleep(0.05)


def under_way(run_folder: Path) -> bool:
    """Tell whether some start holds this folder, also one that has not written its instance yet."""
    try:
        with (run_folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def remove(run_folder: Path) -> None:
    """Forget the instance, if it is this process."""
    instance = read(run_folder)
    if instance is None or instance.pid == os.getpid():
        (run_folder / FILE).unlink(missing_ok=True)


def all_in(run_dir: Path) -> list[Instance]:
    """Return every instance that runs from a folder below this one."""
    try:
        found = [read(folder) for folder in run_dir.iterdir() if folder.is_dir()]
    except OSError:
        return []
    return [instance for instance in found if instance is not None]
