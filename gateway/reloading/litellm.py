"""Restart LiteLLM, which cannot reload: its streams may end, for as long as the grace is, then the new one is waited for."""

import time
from collections.abc import Callable

from gateway.litellm.warm_up import WarmUp, warm
from gateway.reloading.supervisor import Supervisor
from gateway.running import readiness
from gateway.running.run_folder import Kept

START_SECONDS = 120.0
Say = Callable[[str], None]


def end(supervisor: Supervisor, grace: int, say: Say) -> None:
    """End the running LiteLLM, whose streams may finish for grace seconds; the next one is started with what the gateway tells it then."""
    say(f"LiteLLM cannot reload: it is restarted once its streams have ended, or after {grace} s.")
    supervisor.stop("litellm")


def wait(supervisor: Supervisor, port: int, kept: Kept, say: Say) -> bool:
    """Wait until LiteLLM answers, and send it its first message; tells whether it does."""
    began = told = time.monotonic()
    while time.monotonic() - began < START_SECONDS:
        state, pid = supervisor.state("litellm")
        if state in ("BACKOFF", "FATAL", "STOPPED"):
            return False
        if pid and readiness.answers(f"http://127.0.0.1:{port}/health/liveliness"):
            _warm(port, kept)
            say(f"LiteLLM answers after {time.monotonic() - began:.0f} s.")
            return True
        if time.monotonic() - told >= 4:
            told = time.monotonic()
            say(f"LiteLLM starts … {told - began:.0f} s")
        time.sleep(0.2)
    return False


def _warm(port: int, kept: Kept) -> None:
    try:
        warm_up = WarmUp(kept.warm_up)
    except OSError:
        # Another program has the port now: then the first message is slower.
        return
    try:
        warm(f"http://127.0.0.1:{port}", kept.litellm_key, kept.warm_up.name)
    finally:
        warm_up.close()
