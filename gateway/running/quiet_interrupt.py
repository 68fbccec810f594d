"""Imported before all else: Ctrl-C while the rest is imported ends the process, without a traceback."""

import sys

# Built in: the module around it loads others, and as long as they load Ctrl-C would still be a traceback.
signal = __import__("_signal")

# Whoever imports the command line for something else keeps the handling of its own.
# A shell that starts something in the background has it ignore Ctrl-C.
NAMES = ("openai-code", "cli.py")
COMMAND = sys.argv[0].rpartition("/")[2] in NAMES and signal.getsignal(signal.SIGINT) != signal.SIG_IGN
if COMMAND:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def over() -> None:
    """Give Ctrl-C back to the command, which knows what it has to end."""
    if COMMAND:
        signal.signal(signal.SIGINT, signal.default_int_handler)
