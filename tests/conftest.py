"""What holds for all tests."""

import signal

# A shell ignores Ctrl-C for what it runs in the background, and every process that is started from there would too.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
