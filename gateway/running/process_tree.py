"""What a first process owes its descendants, asked of the kernel: none outlives it, none is forgotten, all may open many files."""

import contextlib
import ctypes
import os
import resource
import signal
import sys
import time

import psutil

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
MANY_FILES = 65_536


def die_with_parent() -> None:
    """Have the kernel end supervisord when this process is killed, so that nothing stays behind."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def adopt_orphans() -> None:
    """Have nginx's workers whose master was killed become ours, so that the end of this process finds them."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def allow_many_files() -> None:
    """Raise the soft limit of open files to the hard one: each stream is two connections in each of two processes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY_FILES if hard == resource.RLIM_INFINITY else min(hard, MANY_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def terminal_lost(had: bool = True) -> bool:
    """Tell whether this process had a terminal and has none now: its end is told by the same signal as a wish to reload."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return had
    return False


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def reap_orphans(supervisord: int) -> None:
    """Take leave of adopted processes that have ended; supervisord's own end is left to who started it."""
    for child in psutil.Process().children():
        if child.pid != supervisord and child.status() == psutil.STATUS_ZOMBIE:
            os.waitpid(child.pid, os.WNOHANG)


def end_orphans(patience: float = 2.0) -> None:
    """Kill what supervisord left behind, and wait for it, so that not even a zombie stays."""
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.02)
        except ChildProcessError:
            return
