"""What comes into requests.log is told once, whatever happens to the file."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.records import Record, Records
from gateway.requests.request_lines import RequestLines, Style, Tail, style
from gateway.setting_types import PROJECT
from gateway.settings import Settings
from interceptor.logfile import LogFile


def test_only_what_is_new(tmp_path: Path) -> None:
    """What stood there before a start is not told again; half a line waits for its end."""
    log = tmp_path / "requests.log"
    log.write_bytes(b"old\n")
    tail = Tail(log)
    assert tail.lines() == []
    with log.open("ab") as file:
        file.write(b"one\ntw")
        file.flush()
        assert tail.lines() == [b"one"]
        file.write(b"o\n\n")
    assert tail.lines() == [b"two"]
    tail.close()


def test_a_file_that_is_not_there_yet(tmp_path: Path) -> None:
    """It is read from its beginning once it comes."""
    tail = Tail(tmp_path / "requests.log")
    assert tail.lines() == []
    (tmp_path / "requests.log").write_bytes(b"one\n")
    assert tail.lines() == [b"one"]
    tail.close()


def test_a_file_that_was_cut_off(tmp_path: Path) -> None:
    """What stands in it then is new."""
    log = tmp_path / "requests.log"
    log.write_bytes(b"a long old line\n")
    tail = Tail(log)
    log.write_bytes(b"new\n")
    assert tail.lines() == [b"new"]
    tail.close()


def test_rotation_loses_nothing(tmp_path: Path) -> None:
    """While the interceptor rotates and many write, each line is told once."""
    log = tmp_path / "requests.log"
    tail = Tail(log)
    rotating = LogFile(log, 2000, 1000)
    told: list[bytes] = []
    records = Records(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        for start in range(0, 400, 20):
            list(pool.map(lambda number: records.write(Record(time="t", request_id=f"req_{number}")), range(start, start + 20)))
            told += tail.lines()
            rotating.rotate_when_full()
            told += tail.lines()
            told += tail.lines()
    told += tail.lines() + tail.lines() + tail.lines()
    tail.close()
    assert len(told) == len(set(told)) == 400


def lines_of(told: bytes) -> list[str]:
    """Return what was told, line by line."""
    return told.decode().splitlines()


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"{", b"[]", b"1", b'"x"', b"null", b'{"status":"x"}', b'{"notes":[1],"status":200,"input_tokens":"x"}'),
        b'{"time":"0001-01-01T00:00:00+14:00","status":200}',
        b'{"model":%s%s,"status":200}' % (b"[" * 1000, b"]" * 1000),
    ],
)
def test_what_is_no_record(tmp_path: Path, line: bytes) -> None:
    """Anything else in the file is passed over, and does no harm."""
    lines = RequestLines(tmp_path, 3999, Style())
    lines.told([line])
    assert len(lines_of(lines.told([line, b'{"request_id":"req_1","status":200}']))) >= 1
    lines.close()


def test_other_gateways_records(tmp_path: Path) -> None:
    """Of several gateways that write into one folder each tells its own."""
    lines = RequestLines(tmp_path, 3999, Style())
    told = lines.told([b'{"gateway":3999,"request_id":"req_1","status":200}', b'{"gateway":4999,"request_id":"req_2","status":200}'])
    assert len(lines_of(told)) == 1
    assert b"req_1" in told
    lines.close()


def test_to_the_end(tmp_path: Path) -> None:
    """What was written just before the end is told too, on stdout, whole."""
    program = (
        "import sys; from pathlib import Path; from gateway.records import Record, Records; from gateway.requests.request_lines import *;"
        "folder = Path(sys.argv[1]); lines = RequestLines(folder, 1, Style()); "
        "[Records(folder, 1).write(Record(time='t', request_id=f'req_{n}', status=200)) for n in range(50)]; lines.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=PROJECT, capture_output=True, text=True, timeout=30, check=True
    )
    assert [line.rpartition(" ")[2] for line in done.stdout.splitlines()] == [f"req_{number}" for number in range(50)]
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("settings", "terminal", "wanted"),
    [
        ({}, True, Style("text", "INFO", True, colours=True)),
        ({}, False, Style("text", "INFO", False)),
        ({"log_format": "JSON", "log_level": "warn"}, True, Style("json", "WARNING", True)),
        ({"log_format": "text", "log_level": "debug"}, True, Style("text", "DEBUG", True)),
    ],
)
def test_style(settings: dict[str, str], terminal: bool, wanted: Style) -> None:
    """auto colours on a terminal; text and json never do; any writing of a level, and others' words for it."""
    assert style(Settings.model_validate(settings), terminal) == wanted
