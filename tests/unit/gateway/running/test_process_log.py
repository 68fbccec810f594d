"""The process log, in a process of its own since it takes over stdout and stderr."""

import os
import subprocess
import sys
from pathlib import Path

from gateway.setting_types import PROJECT


def run(code: str, path: Path, terminal: bool = False, max_bytes: int = 1_000_000) -> subprocess.CompletedProcess[bytes]:
    """Run code with log, a ProcessLog on path, and close it in the end."""
    whole = (
        "import os, subprocess, sys\nfrom pathlib import Path\nfrom gateway.running.process_log import ProcessLog\n"
        f"log = ProcessLog(Path({str(path)!r}), {max_bytes}, 2, {terminal})\n"
        f"{code}\nsys.stdout.flush()\nlog.close()\nos.write(1, b'after\\n')\n"
    )
    return subprocess.run(
        [sys.executable, "-c", whole], cwd=PROJECT, capture_output=True, timeout=20, check=True, env={"PATH": os.environ["PATH"]}
    )


def test_children_and_own_lines(tmp_path: Path) -> None:
    """What this process and its children print, on stdout and stderr, stands in the file, and afterwards stdout is its own again."""
    done = run("print('one', flush=True); subprocess.run(['sh', '-c', 'echo two; echo three >&2'])", tmp_path / "log")
    assert (tmp_path / "log").read_text() == "one\ntwo\nthree\n"
    assert (done.stdout, done.stderr) == (b"after\n", b"")


def test_terminal_too(tmp_path: Path) -> None:
    """With a terminal every line goes there as well, byte for byte."""
    done = run("os.write(1, b'caf\\xc3\\xa9 \\xff\\n')", tmp_path / "log", terminal=True)
    assert done.stdout == b"caf\xc3\xa9 \xff\nafter\n"
    assert (tmp_path / "log").read_text(encoding="utf-8") == "café �\n"


def test_last_line_without_its_end(tmp_path: Path) -> None:
    """A last line that has no newline is not lost."""
    run("os.write(1, b'half')", tmp_path / "log")
    assert (tmp_path / "log").read_text() == "half"


def test_percent_signs(tmp_path: Path) -> None:
    """A line is no format string."""
    run("print('100%s %d %', flush=True)", tmp_path / "log")
    assert (tmp_path / "log").read_text() == "100%s %d %\n"


def test_rotation(tmp_path: Path) -> None:
    """The file rotates by size, keeps so many, and loses no line on the way."""
    run("for number in range(60): print(f'{number:09}', flush=True)", tmp_path / "log", max_bytes=250)
    kept = "".join((tmp_path / name).read_text() for name in ("log.2", "log.1", "log"))
    assert kept.endswith("000000059\n")
    numbers = [int(line) for line in kept.splitlines()]
    assert numbers == list(range(numbers[0], 60))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "log.1", "log.2"]


def test_full_disk(tmp_path: Path) -> None:
    """On a full disk lines are lost, without an endless tale of it, and the terminal still gets each."""
    (tmp_path / "log").symlink_to("/dev/full")
    done = run("print('one', flush=True)", tmp_path / "log", terminal=True)
    assert done.stdout == b"one\nafter\n"
    assert done.stderr == b""


def test_terminal_that_is_gone(tmp_path: Path) -> None:
    """When nobody reads the terminal any more, the file goes on."""
    code = "import signal; signal.signal(signal.SIGPIPE, signal.SIG_IGN); r, w = os.pipe(); os.dup2(w, 1); os.close(w); os.close(r)"
    whole = (
        f"import os, sys\n{code}\nfrom pathlib import Path\nfrom gateway.running.process_log import ProcessLog\n"
        f"log = ProcessLog(Path({str(tmp_path / 'log')!r}), 1000, 1, True)\n"
        "print('one', flush=True)\nprint('two', flush=True)\nlog.close()\nos._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", whole], cwd=PROJECT, timeout=20, check=True)
    assert (tmp_path / "log").read_text() == "one\ntwo\n"
