"""The running gateway of one port: a small file in its run folder, so that start, stop and status find it again."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

FILE = "instance.json"


@dataclass(frozen=True)
class Instance:
    """pid and born (its creation time, seconds since 1970) name gateway.launch beyond doubt; ready once every service answers."""

    pid: int
    born: float
    port: int
    data_dir: str
    backend: str
    socket: str
    ready: bool = False


def born(pid: int) -> float:
    """Return when a process was created; raises psutil.NoSuchProcess where there is none."""
    return float(psutil.Process(pid).create_time())


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
    except (OSError, ValueError, TypeError, psutil.Error):
        return None


def _alive(pid: int) -> bool:
    return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def remove(run_folder: Path) -> None:
    """Forget the instance, if it is this process."""
    instance = read(run_folder)
    if instance is None or instance.pid == os.getpid():
        (run_folder / FILE).unlink(missing_ok=True)
