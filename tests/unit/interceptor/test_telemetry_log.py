"""Lines wait in memory while the disk refuses them."""

import json
import logging
from pathlib import Path

import pytest

from interceptor.logfile import LogFile
from interceptor.telemetry_log import TelemetryLog
from tests.unit.interceptor.support import until

NEVER = 1_000.0


def make(path: Path, hold: int = 1_000, retry: float = NEVER) -> TelemetryLog:
    """Build a log."""
    return TelemetryLog(LogFile(path, 10_000_000, 5), hold, retry)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a log whose folder is a file."""
    (tmp_path / "data").write_text("in the way")
    return tmp_path / "data" / "interceptor.log"


def test_start_shows_trouble_at_once(path: Path) -> None:
    """A folder that cannot be written shows before the first event."""
    log = make(path)
    log.start()
    assert (log.status().state, log.status().reason) == ("failing", "a file stands where the folder should be")


def test_next_event_finds_the_disk_mended(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Kept lines are written before the new one; stderr has one line for the begin and one for the end."""
    log = make(path)
    with caplog.at_level(logging.INFO, "interceptor"):
        for number in range(3):
            log.append([f"{number}\n".encode()])
        assert log.status().kept_lines == 3
        path.parent.unlink()
        log.append([b"3\n"])
    assert path.read_text() == "0\n1\n2\n3\n"
    assert (log.status().state, log.status().reason, log.status().kept_lines) == ("writing", None, 0)
    assert [record.getMessage().split(":")[0].split(" to ")[0] for record in caplog.records] == [
        "telemetry cannot be written",
        "telemetry is written",
    ]
    assert "4 lines were kept, 0 were dropped" in caplog.records[1].getMessage()


def test_timer_finds_the_disk_mended(path: Path) -> None:
    """Without another event the lines are written too, also the second time that it fails."""
    log = make(path, retry=0.05)
    for time in range(2):
        log.append([f"{time}\n".encode()])
        assert log.status().state == "failing"
        path.parent.unlink()
        assert until(lambda: log.status().state == "writing")
        assert path.read_text() == f"{time}\n"
        path.unlink()
        path.parent.rmdir()
        path.parent.write_text("in the way")


def test_oldest_go_when_memory_is_full(path: Path) -> None:
    """Memory is bounded; a gap line says how many lines are missing, where they are missing."""
    log = make(path, hold=1_000)
    for number in range(30):
        log.append([f"{number:099d}\n".encode()])
    assert (log.status().kept_lines, log.status().dropped_lines) == (10, 20)
    path.parent.unlink()
    log.append([])
    gap, *kept = path.read_text().splitlines()
    assert json.loads(gap)["event"]["dropped"] == 20
    assert [int(line) for line in kept] == list(range(20, 30))
    assert log.status().dropped_lines == 20


def test_a_batch_larger_than_memory_is_counted(path: Path) -> None:
    """What cannot be kept at all is dropped and counted."""
    log = make(path, hold=10)
    log.append([b"x" * 100 + b"\n"])
    assert (log.status().kept_lines, log.status().dropped_lines) == (0, 1)


def test_close_writes_what_is_kept_or_says_what_is_lost(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The last try; what cannot be written is told."""
    lost, kept = make(path), make(path)
    lost.append([b"a\n"])
    kept.append([b"b\n"])
    lost.close()
    assert caplog.records[-1].getMessage().startswith("1 lines of telemetry are lost")
    path.parent.unlink()
    kept.close()
    assert path.read_text() == "b\n"
