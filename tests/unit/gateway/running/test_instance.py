"""The file by which start, stop and status find the running gateway."""

import fcntl
import os
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from gateway.running import instance
from gateway.running.instance import FILE, Instance

MINE = Instance(os.getpid(), instance.born(os.getpid()), 4590, "/data", "offline", "/run/s.sock")


def test_round_trip(tmp_path: Path) -> None:
    """What was written is read back, and a second writing replaces it."""
    instance.write(tmp_path, MINE)
    assert instance.read(tmp_path) == MINE
    instance.write(tmp_path, replace(MINE, ready=True))
    assert instance.read(tmp_path) == replace(MINE, ready=True)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_nothing_there(tmp_path: Path) -> None:
    """No folder and no file mean that no gateway runs."""
    assert instance.read(tmp_path / "none") is None
    assert instance.read(tmp_path) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "5",
        "{}",
        '{"pid": "x"}',
        '{"pid":1,"born":"x","port":1,"data_dir":"","backend":"","socket":""}',
        '{"pid":-1,"born":1,"port":1,"data_dir":"","backend":"","socket":""}',
        '{"pid":1e999,"born":1,"port":1,"data_dir":"","backend":"","socket":""}',
        f'{{"pid":{10**40},"born":1,"port":1,"data_dir":"","backend":"","socket":""}}',
    ],
)
def test_broken_file(tmp_path: Path, text: str) -> None:
    """A file that is half, foreign or nonsense means that no gateway runs, never a traceback."""
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert instance.read(tmp_path) is None


def test_under_way(tmp_path: Path) -> None:
    """A start that holds the folder's lock is seen before it has written anything, and no more once it ended."""
    assert not instance.under_way(tmp_path / "none")
    assert not instance.under_way(tmp_path)
    with (tmp_path / instance.LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert instance.under_way(tmp_path)
    assert not instance.under_way(tmp_path)


def test_who_ends_is_waited_for(tmp_path: Path) -> None:
    """A gateway that has just ended holds the folder for a moment longer: the next start waits, also while it says that it stops."""
    for stopping in (False, True):
        if stopping:
            instance.write(tmp_path, replace(MINE, stopping=True))
        ending = instance.hold(tmp_path)
        assert ending is not None
        threading.Timer(0.3, ending.close).start()
        next_one = instance.hold(tmp_path, 30)
        assert next_one is not None
        assert ending.closed
        next_one.close()


def test_who_runs_is_not_waited_for(tmp_path: Path) -> None:
    """Of two starts the later one gives way once the other has said who it is; one that says nothing is not waited for without end."""
    first = instance.hold(tmp_path)
    assert first is not None
    assert instance.hold(tmp_path, 0.2) is None
    instance.write(tmp_path, MINE)
    assert instance.hold(tmp_path, 1000) is None
    first.close()


def test_pid_of_another_process(tmp_path: Path) -> None:
    """A process that only has the old pid again is not taken for the gateway."""
    instance.write(tmp_path, replace(MINE, born=MINE.born - 5))
    assert instance.read(tmp_path) is None


def test_process_that_is_gone(tmp_path: Path) -> None:
    """A process that ended, even one that nobody has waited for yet, is no running gateway."""
    child = subprocess.Popen(["sleep", "60"])
    running = replace(MINE, pid=child.pid, born=instance.born(child.pid))
    instance.write(tmp_path, running)
    assert instance.read(tmp_path) == running
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert instance.read(tmp_path) is None
    child.wait()
    assert instance.read(tmp_path) is None
    with pytest.raises(psutil.NoSuchProcess):
        instance.born(child.pid)


def test_strange_name(tmp_path: Path) -> None:
    """A process whose name holds brackets and blanks is found like any other."""
    strange = tmp_path / "a) b (c"
    strange.symlink_to("/bin/sleep")
    with subprocess.Popen([str(strange), "60"]) as child:
        assert abs(instance.born(child.pid) - MINE.born) < 86_400
        child.kill()


def test_remove_only_ones_own(tmp_path: Path) -> None:
    """The file of another gateway that runs is left alone; one's own, or a dead one's, is removed."""
    with subprocess.Popen(["sleep", "60"]) as child:
        instance.write(tmp_path, replace(MINE, pid=child.pid, born=instance.born(child.pid)))
        instance.remove(tmp_path)
        assert (tmp_path / FILE).exists()
        child.kill()
    instance.remove(tmp_path)
    assert not (tmp_path / FILE).exists()
    instance.write(tmp_path, MINE)
    instance.remove(tmp_path)
    assert not (tmp_path / FILE).exists()
    instance.remove(tmp_path)
