"""What holds for all tests."""

import signal

from hypothesis import HealthCheck, settings

# A shell ignores Ctrl-C for what it runs in the background, and every process that is started from there would too.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No example of any property fails because the machine was slow.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
