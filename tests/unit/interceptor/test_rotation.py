"""The size of a log that other processes write."""

import json
import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from gateway.records import Record, Records
from interceptor.logfile import LogFile
from interceptor.rotation import DAY, forget, keep_forgetting, keep_rotating


def test_a_log_of_others_is_rotated_and_loses_no_line(tmp_path: Path) -> None:
    """While records are written, the file is rotated by size again and again, and every record is in one of the files, once."""
    ended = keep_rotating(LogFile(tmp_path / "requests.log", 20_000, 1000), 0.01)
    records = Records(tmp_path)

    def write(start: int) -> None:
        for number in range(start, start + 300):
            records.write(Record(time="t", request_id=f"req_{number}"))
            time.sleep(0.001)

    writers = [threading.Thread(target=write, args=(start,)) for start in (0, 1000, 2000)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    ended.set()
    files = list(tmp_path.glob("requests.log*"))
    seen = [json.loads(line)["request_id"] for file in files for line in file.read_text().splitlines()]
    assert len(files) > 2
    assert sorted(seen) == sorted(f"req_{start + number}" for start in (0, 1000, 2000) for number in range(300))


def test_nothing_there_is_no_trouble(tmp_path: Path) -> None:
    """Before the first request there is no file, and nothing happens."""
    assert not LogFile(tmp_path / "requests.log", 10, 2).rotate_when_full()


def line(at: float) -> bytes:
    """Return a line that bears a time."""
    return b'{"time":"' + datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").encode() + b'"}\n'


def test_nothing_stays_longer_than_its_days(tmp_path: Path) -> None:
    """As time goes on no line stays too long, and those of the last days stay, all in no more files than are kept."""
    log = LogFile(tmp_path / "requests.log", 1_000_000, 5)
    for day in range(100):
        with (tmp_path / "requests.log").open("ab") as file:
            file.write(line(day * DAY))
        forget(log, 30, 5, day * DAY + 1)
        files = list(tmp_path.iterdir())
        times = [
            datetime.fromisoformat(json.loads(one)["time"]).timestamp() / DAY for path in files for one in path.read_text().splitlines()
        ]
        assert len(files) <= 6
        assert all(day - 30 <= at for at in times)
        assert set(range(max(0, day - 23), day + 1)) <= set(times)


def test_a_log_that_was_left_for_long_goes(tmp_path: Path) -> None:
    """What a gateway finds that did not run for long goes at once; a file that is none of ours goes by its last change."""
    log = tmp_path / "interceptor.log"
    log.write_bytes(line(1 * DAY))
    log.with_name("interceptor.log.1").write_bytes(b"foreign\n")
    os.utime(log.with_name("interceptor.log.1"), (DAY, DAY))
    ended = keep_forgetting([LogFile(log, 1_000_000, 5)], 30, 5, 0.01)
    end = time.monotonic() + 10
    while list(tmp_path.iterdir()) and time.monotonic() < end:
        time.sleep(0.01)
    ended.set()
    assert list(tmp_path.iterdir()) == []
