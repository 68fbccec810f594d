"""Who may reload when, and what is said where the gateway stops meanwhile."""

import threading
from pathlib import Path

import pytest

from gateway.check import configuration
from gateway.litellm.config import WarmUpTarget
from gateway.reloading.reload import FAILED, REFUSED
from gateway.reloading.serving import Serving
from gateway.reloading.stand import stand
from gateway.running.run_folder import Kept


class Later(threading.Event):
    """Set from the second look on: the gateway is stopped while it reloads."""

    looks = 0

    def is_set(self) -> bool:
        """Tell whether this is a later look."""
        self.looks += 1
        return self.looks > 1


def serving(folder: Path, stop: threading.Event) -> Serving:
    """Return a gateway whose supervisord does not answer, as one that stops, and whose .env has changed."""
    environ = {"OPENAI_API_KEY": "marker", "RUN_DIR": str(folder), "DATA_DIR": str(folder), "LITELLM": "off"}
    (folder / ".env").write_text("BIG_MODEL=gpt-5.9\n")
    config = configuration(environ, None)
    config.settings.run_folder.mkdir(parents=True)
    return Serving(stand(config, Kept(WarmUpTarget("warm-up-1", "http://127.0.0.1:1"), "", environ)), stop, print, folder / ".env")


def test_not_before_it_is_ready(tmp_path: Path) -> None:
    """While it starts nothing is exchanged."""
    told: list[str] = []
    assert serving(tmp_path, threading.Event()).reload(told.append) == REFUSED
    assert told == ["Refused: it is still starting, or stops already."]


@pytest.mark.parametrize(
    ("stop", "status", "last"),
    [
        (threading.Event(), REFUSED, "Nothing was changed; the gateway runs on with what it had."),
        (Later(), FAILED, "The reload is given up: the gateway stops."),
    ],
    ids=["runs", "stops"],
)
def test_what_fails_because_it_stops(tmp_path: Path, stop: threading.Event, status: int, last: str) -> None:
    """Is told as that, never as something that would be wrong with the change; and it does not claim to run on."""
    told: list[str] = []
    running = serving(tmp_path, stop)
    running.ready.set()
    assert running.reload(told.append) == status
    assert told[-1].endswith(last)
    assert any("runs on" in line for line in told) == (status == REFUSED)
