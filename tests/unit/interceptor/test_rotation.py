"""The size of a log that other processes write."""

import json
import threading
import time
from pathlib import Path

from gateway.records import Record, Records
from interceptor.logfile import LogFile
from interceptor.rotation import keep_rotating


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
