"""What runs now, told to the programs that start and exchanged at a reload: one reload at a time."""

import threading
from collections.abc import Callable
from pathlib import Path

from gateway.check import Configuration, configuration
from gateway.reloading.reload import FAILED, REFUSED, Reload
from gateway.reloading.stand import Stand
from gateway.running.programs import NAMES
from gateway.running.sockets import socket_path
from gateway.setting_types import PROJECT

Say = Callable[[str], None]


class Serving:
    """environments: supervisord's name for a program → what it is started with. ready: whether the start is over."""

    def __init__(
        self, stand: Stand, stop: threading.Event, reloaded: Callable[[Configuration], None], dotenv: Path = PROJECT / ".env"
    ) -> None:
        self.stand = stand
        self.environments = {name: dict(stand.environ) for name in NAMES}
        self.ready = threading.Event()
        self._stop = stop
        self._reloaded = reloaded
        self._dotenv = dotenv
        self._one = threading.Lock()

    def supervisord_environment(self) -> dict[str, str]:
        """Return supervisord's environment, by which its programs find what they are given."""
        return {**self.stand.environ, "CONTROL_SOCKET": str(socket_path(self.stand.config.settings, "control"))}

    def reload(self, say: Say) -> int:
        """Read .env and config.yaml again and carry out what changed; say gets each line. Returns 0, 1 where it failed, 2 if refused."""
        if not self.ready.is_set() or self._stop.is_set():
            say("Refused: it is still starting, or stops already.")
            return REFUSED
        if not self._one.acquire(blocking=False):
            say("Refused: another reload is under way; try again when it is over.")
            return REFUSED

        def tell(line: str) -> None:
            # What fails because everything ends is no fault of what changed.
            if not self._stop.is_set():
                say(line)

        try:
            config = configuration(self.stand.kept.environ, self._dotenv)
            self.stand, status, drain = Reload(self.stand, self.environments, tell).run(config)
            if self._stop.is_set():
                say("The reload is given up: the gateway stops.")
                return FAILED
            if status != REFUSED:
                self._reloaded(self.stand.config)
        except (OSError, ValueError) as error:
            # A full disk, or a file that vanished meanwhile: the words of the system's error hold no secret.
            say(f"The reload failed: {getattr(error, 'strerror', None) or type(error).__name__}. See openai-code status.")
            return FAILED
        finally:
            self._one.release()
        if drain is not None:
            threading.Thread(target=drain.run, args=(self._stop,), daemon=True).start()
        return status
