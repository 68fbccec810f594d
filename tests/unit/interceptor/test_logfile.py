"""The file: whole lines, rotation, and what others do to it."""

import errno
import fcntl
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from interceptor.logfile import LogFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The log's path in a folder that does not exist yet."""
    return tmp_path / "data" / "interceptor.log"


def older(path: Path, number: int) -> Path:
    """The path of a rotated file."""
    return path.with_name(f"{path.name}.{number}")


def test_rotation_keeps_so_many_files(path: Path) -> None:
    """Full files move up by one; only the oldest beyond the number kept goes."""
    log = LogFile(path, 10, 2)
    for number in range(5):
        log.append(f"line {number}\n".encode())
    assert [file.read_text() for file in (path, older(path, 1), older(path, 2))] == ["line 4\n", "line 3\n", "line 2\n"]
    assert not older(path, 3).exists()


def test_lines_larger_than_a_file_are_written_whole(path: Path) -> None:
    """A batch is never split nor refused for its size."""
    log = LogFile(path, 10, 2)
    log.append(b"a\n")
    log.append(b"b" * 100 + b"\n")
    assert path.stat().st_size == 101


def test_torn_end_is_closed_first(path: Path) -> None:
    """After a crash within a write the next line stands on its own; only opening the file does that already."""
    path.parent.mkdir()
    path.write_bytes(b'{"whole":1}\n{"tor')
    log = LogFile(path, 1_000, 1)
    log.append(b"")
    assert path.read_bytes() == b'{"whole":1}\n{"tor\n'
    log.append(b"next\n")
    assert path.read_bytes() == b'{"whole":1}\n{"tor\nnext\n'


@pytest.mark.parametrize("gone", ["file removed", "file moved", "folder moved"])
def test_what_others_take_away_is_made_again(path: Path, gone: str) -> None:
    """The next write makes the file, and its folder, anew; what was moved is not written to."""
    log = LogFile(path, 1_000, 1)
    log.append(b"one\n")
    moved = path.parent.with_name("moved")
    if gone == "file removed":
        path.unlink()
    else:
        (path if gone == "file moved" else path.parent).rename(moved)
    log.append(b"two\n")
    assert path.read_bytes() == b"two\n"


def test_failed_write_is_taken_back(path: Path) -> None:
    """A write that the system cuts short leaves nothing of itself, and says why."""
    path.parent.mkdir()
    path.write_bytes(b"old\n")
    program = (
        "import resource, sys, pathlib; from interceptor.logfile import LogFile\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "try: LogFile(pathlib.Path(sys.argv[1]), 1000, 1).append(b'0123456789\\n')\n"
        "except OSError as error: print(error.errno)\n"
    )
    said = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert said.stdout == f"{errno.EFBIG}\n"
    assert path.read_bytes() == b"old\n"
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 10


def test_rotation_that_fails_does_not_stop_the_writing(path: Path) -> None:
    """Where a folder is in the way of the rotated file, the file grows and the trouble is told, until it is gone."""
    log = LogFile(path, 10, 1)
    (older(path, 1) / "in the way").mkdir(parents=True)
    log.append(b"line 1\n")
    log.append(b"line 2\n")
    assert path.read_bytes() == b"line 1\nline 2\n"
    assert log.trouble is not None
    assert "cannot be rotated" in log.trouble
    (older(path, 1) / "in the way").rmdir()
    older(path, 1).rmdir()
    log.append(b"line 3\n")
    assert {"file": path.read_bytes(), "trouble": log.trouble} == {"file": b"line 3\n", "trouble": None}


def test_a_lock_held_by_others_does_not_hang(path: Path) -> None:
    """When another process keeps the file locked, append gives up soon with an error."""
    log = LogFile(path, 1_000, 1)
    log.append(b"one\n")
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        begun = time.thread_time()
        with pytest.raises(OSError, match="lock"):
            log.append(b"two\n")
        assert time.thread_time() - begun < 1
    log.append(b"three\n")
    assert path.read_bytes() == b"one\nthree\n"


def test_two_processes_lose_nothing(path: Path) -> None:
    """Two interceptors on one folder, as for a moment at a restart: every line is there once, through many rotations."""
    program = (
        "import sys, pathlib; from interceptor.logfile import LogFile\n"
        "log = LogFile(pathlib.Path(sys.argv[1]), 1000, 100)\n"
        "written = 0\n"
        "while written < 200:\n"
        "    try: log.append(f'{sys.argv[2]}-{written}\\n'.encode()); written += 1\n"
        "    except OSError: pass\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, path, name]) for name in "ab"]
    assert [process.wait(60) for process in running] == [0, 0]
    lines = [line for file in path.parent.iterdir() for line in file.read_text().splitlines()]
    assert sorted(lines) == sorted(f"{name}-{number}" for name in "ab" for number in range(200))


def test_nothing_stays_open(path: Path) -> None:
    """No file handle is left behind, by success or by failure."""
    log = LogFile(path, 1_000, 1)
    log.append(b"one\n")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        log.append(b"two\n")
        with pytest.raises(OSError, match=os.strerror(errno.ENOTDIR)):
            LogFile(path / "below", 1_000, 1).append(b"x\n")
    assert len(list(Path("/proc/self/fd").iterdir())) == before
