import os
import sys
from pathlib import Path

import psutil

from bench import processes
from bench.processes import Tree

PARENT = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)"


def test_a_tree_is_measured_and_ended_with_its_children(tmp_path: Path) -> None:
    """Nothing that a system started stays behind, whoever its parent is."""
    process = processes.start([sys.executable, "-c", PARENT], {"PATH": os.environ["PATH"]}, tmp_path / "log" / "output.log")
    tree = Tree(process.pid)
    while len(tree.processes()) < 2 or len(tree.processes("time.sleep(60)")) < 2:
        assert process.poll() is None
    memory = tree.memory()
    assert memory.rss >= memory.pss > 1
    everyone = tree.processes()
    processes.end(process)
    assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in everyone)
    assert tree.processes() == []
    assert tree.cpu_seconds() == 0


def test_cpu_time_grows_with_work_and_settling_waits_for_its_end(tmp_path: Path) -> None:
    """What still works from the trial before must not count in the next."""
    code = "import time; end = time.process_time() + 0.6\nwhile time.process_time() < end: pass\ntime.sleep(60)"
    process = processes.start([sys.executable, "-c", code], {"PATH": os.environ["PATH"]}, tmp_path / "output.log")
    try:
        while Tree(process.pid).cpu_seconds() < 0.1:
            assert process.poll() is None
        processes.settle([Tree(process.pid)], patience=60)
        assert Tree(process.pid).cpu_seconds() >= 0.5
    finally:
        processes.end(process)


def test_what_a_program_says_goes_to_its_log(tmp_path: Path) -> None:
    """Where a system does not start, its last words are what helps."""
    process = processes.start([sys.executable, "-c", "print('its last words')"], {"PATH": os.environ["PATH"]}, tmp_path / "output.log")
    process.wait(60)
    processes.end(process)
    assert (tmp_path / "output.log").read_text() == "its last words\n"
