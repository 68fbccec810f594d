"""Imported before all else: Ctrl-C, or supervisord's INT, while the rest is imported ends the process, without a traceback."""

import signal
import sys
from pathlib import Path

# Whoever imports the command line for something else keeps the handling of its own.
# A shell that starts something in the background has it ignore Ctrl-C.
NAMES = ("openai-code", "cli.py", "program.py")
COMMAND = Path(sys.argv[0]).name in NAMES and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
if COMMAND:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ignored() -> None:
    """Have Ctrl-C pass this process, and what it becomes, by."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def over() -> None:
    """Give Ctrl-C back to the command, which knows what it has to end."""
    if COMMAND:
        signal.signal(signal.SIGINT, signal.default_int_handler)
