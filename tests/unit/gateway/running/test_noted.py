"""What is noted of the running gateway."""

import os
from pathlib import Path

from gateway.running import instance
from gateway.running.instance import Instance
from gateway.running.noted import Noted

MINE = Instance(os.getpid(), instance.born(os.getpid()), 4590, "/data", "offline", "/run/s.sock")


def seen(folder: Path) -> tuple[bool, bool]:
    """Return what others read: ready, stopping."""
    found = instance.read(folder)
    assert found is not None
    return found.ready, found.stopping


def test_a_stop_is_the_last_word(tmp_path: Path) -> None:
    """What ends while the gateway stops, as a reload may, does not make it look as if it went on."""
    noted = Noted(tmp_path)
    noted.write(MINE, ready=False)
    assert seen(tmp_path) == (False, False)
    noted.write(MINE, ready=True)
    assert seen(tmp_path) == (True, False)
    noted.write(MINE, ready=False, stopping=True)
    noted.write(MINE, ready=True)
    assert seen(tmp_path) == (False, True)
