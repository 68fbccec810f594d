"""Ctrl-C while the command line still loads."""

import subprocess
import sys

from gateway.setting_types import PROJECT

TOLD = """
import sys
sys.argv[0] = "/somewhere/openai-code"
before = set(sys.modules)
from gateway.running import quiet_interrupt
print(*sorted(set(sys.modules) - before))
import signal
print(signal.getsignal(signal.SIGINT).name)
quiet_interrupt.over()
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""


def test_nothing_is_loaded_before() -> None:
    """It loads nothing but itself, then Ctrl-C ends the process without a word, until the command takes it over."""
    done = subprocess.run([sys.executable, "-S", "-c", TOLD], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["gateway gateway.running gateway.running.quiet_interrupt", "SIG_DFL", "True"]
