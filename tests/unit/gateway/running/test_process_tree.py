"""What the kernel is asked for, on real processes."""

import os
import resource
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil

from gateway.running.process_tree import MANY_FILES
from gateway.setting_types import PROJECT


def python(code: str) -> subprocess.Popen[str]:
    """Run a piece of Python in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True)


def first_line(process: subprocess.Popen[str]) -> str:
    """Return the first line that a process prints."""
    return process.stdout.readline().strip() if process.stdout else ""


def test_a_child_ends_with_its_parent() -> None:
    """kill -9 of the parent ends a child that was started so."""
    parent = python(
        """
        import subprocess, time
        from gateway.running.process_tree import die_with_parent
        child = subprocess.Popen(["sleep", "60"], preexec_fn=die_with_parent)
        print(child.pid, flush=True)
        time.sleep(60)
        """
    )
    child = psutil.Process(int(first_line(parent)))
    parent.kill()
    parent.wait()
    assert psutil.wait_procs([child], timeout=30)[1] == [] or child.status() == psutil.STATUS_ZOMBIE


def test_grandchildren_are_adopted_and_ended() -> None:
    """A process whose own parent is gone becomes ours, and the end finds it; not even a zombie stays."""
    first = python(
        """
        import subprocess, sys, time
        from gateway.running.process_tree import adopt_orphans, end_orphans
        adopt_orphans()
        code = "import subprocess as s; print(s.Popen(['sleep', '60'], stdout=s.DEVNULL, stderr=s.DEVNULL).pid)"
        middle = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        print(middle.stdout.strip(), flush=True)
        time.sleep(0.2)
        end_orphans()
        print("ended", flush=True)
        time.sleep(60)
        """
    )
    orphan = int(first_line(first))
    assert first_line(first) == "ended"
    assert not psutil.pid_exists(orphan)
    first.kill()
    first.wait()


def test_an_ended_orphan_is_reaped_and_a_live_child_is_left() -> None:
    """Ended children leave no zombie; the one that is named keeps its exit status for whoever started it."""
    process = python(
        """
        import os, signal, subprocess, time
        from gateway.running.process_tree import reap_orphans
        ours, other = subprocess.Popen(["true"]), subprocess.Popen(["true"])
        for one in (ours, other):
            os.waitid(os.P_PID, one.pid, os.WEXITED | os.WNOWAIT)
        reap_orphans(ours.pid)
        print(ours.wait(), os.path.exists(f"/proc/{other.pid}"), flush=True)
        """
    )
    assert first_line(process) == "0 False"
    process.wait()


def test_many_files_may_be_open() -> None:
    """The soft limit of open files is raised as far as the hard one lets it."""
    process = python(
        """
        import resource
        from gateway.running.process_tree import allow_many_files
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        allow_many_files()
        print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], flush=True)
        """
    )
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert int(first_line(process)) == (MANY_FILES if hard == resource.RLIM_INFINITY else min(hard, MANY_FILES))
    process.wait()


def test_signals_are_still_ours() -> None:
    """Nothing here changes how this process itself is ended."""
    process = python("import time; from gateway.running import process_tree; print('up', flush=True); time.sleep(60)")
    assert first_line(process) == "up"
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(30) == -signal.SIGTERM


HANGS_UP = """
import os, pty, signal, sys, time
from gateway.running.process_tree import terminal_lost
pid, terminal = pty.fork()
if pid == 0:
    had = not terminal_lost()
    def told(number, frame):
        open(sys.argv[1], "a").write(f"{had} {terminal_lost(had)}\\n")
    signal.signal(signal.SIGHUP, told)
    os.kill(os.getpid(), signal.SIGHUP)
    print("ready", flush=True)
    for _ in range(300):
        time.sleep(0.1)
    os._exit(0)
os.read(terminal, 5)
os.close(terminal)
for _ in range(200):
    time.sleep(0.1)
    if open(sys.argv[1]).read().count("\\n") > 1:
        break
os.kill(pid, signal.SIGKILL)
"""


def test_a_hang_up_of_the_terminal_is_no_wish_to_reload(tmp_path: Path) -> None:
    """SIGHUP while the terminal is there is a wish; the one that comes since it has gone is not; who never had one always wishes."""
    subprocess.run([sys.executable, "-c", HANGS_UP, str(tmp_path / "told")], cwd=PROJECT, check=True, timeout=30)
    assert (tmp_path / "told").read_text().splitlines() == ["True False", "True True"]
    code = "from gateway.running.process_tree import terminal_lost; had = not terminal_lost(); print(had, terminal_lost(had))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True, start_new_session=True)
    assert done.stdout == "False False\n"
