"""What the index takes from the logs."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.unit.interceptor.index.lines import append, record, telemetry, writer


def count(connection: sqlite3.Connection, table: str) -> int:
    """Return the number of a table's rows."""
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def total(connection: sqlite3.Connection) -> int:
    """Return how many requests the hours add up to."""
    return int(connection.execute("SELECT sum(requests) FROM hours").fetchone()[0] or 0)


def test_goes_on_after_a_restart(tmp_path: Path) -> None:
    """Each line is taken once, whoever asks and however often; a line without its end waits for it."""
    append(tmp_path / "requests.log", record(1), record(2)[:20])
    connection, taking = writer(tmp_path)
    assert len(taking.take(lambda: True).requests) == 1
    append(tmp_path / "requests.log", record(2)[20:], record(3))
    append(tmp_path / "interceptor.log", telemetry(1))
    connection.close()
    connection, taking = writer(tmp_path)
    taken = taking.take(lambda: True)
    assert [row.request_id for row in taken.requests] == ["req_2", "req_3"]
    assert taken.events == 1
    assert len(taking.take(lambda: True).requests) == 0
    assert (count(connection, "requests"), total(connection), count(connection, "events")) == (3, 3, 1)
    assert taking.behind() == 0


def test_follows_a_rotation(tmp_path: Path) -> None:
    """A file that was renamed is known by its inode: nothing is taken twice or missed."""
    log = tmp_path / "requests.log"
    append(log, record(1))
    connection, taking = writer(tmp_path)
    taking.take(lambda: True)
    append(log, record(2))
    log.rename(tmp_path / "requests.log.1")
    append(log, record(3))
    taking.take(lambda: True)
    assert (count(connection, "requests"), total(connection)) == (3, 3)


def test_what_rotates_out_leaves_and_its_inode_may_come_again(tmp_path: Path) -> None:
    """Events of a file that is gone leave the index; another file with its inode is read from its beginning, also after a restart."""
    log = tmp_path / "interceptor.log"
    append(log, telemetry(1), telemetry(2))
    connection, taking = writer(tmp_path)
    taking.take(lambda: True)
    inode = log.stat().st_ino
    # The same inode with other content is what a file system makes of it that gives a freed one to the next file.
    log.write_bytes(telemetry(3))
    assert log.stat().st_ino == inode
    taking.take(lambda: True)
    assert connection.execute("SELECT time - 1795176000 FROM events").fetchall() == [(3.0,)]
    connection.close()
    log.write_bytes(telemetry(4) + telemetry(5) + telemetry(6))
    connection, taking = writer(tmp_path)
    taking.take(lambda: True)
    assert count(connection, "events") == 3
    log.unlink()
    taking.take(lambda: True)
    assert count(connection, "events") == 0


def test_foreign_lines_are_counted(tmp_path: Path) -> None:
    """Lines that are torn or not ours are skipped, and counted for good; odd values of a line of ours do no harm."""
    append(tmp_path / "requests.log", b'{"time":"20', b"\n", b"\xff\xfe\n", b"[1]\n", b'{"time":"never"}\n', b"\n")
    odd = record(1, status="x", tools="Read", notes=[1], cache=3, input_tokens=1e300, session=["a"], model={"a": 1}, total_ms=True)
    append(
        tmp_path / "requests.log",
        odd,
        record(2, at=None, output_tokens=1.5, retries="2.5", messages=True, time="0001-01-01T00:00:00+14:00"),
    )
    append(tmp_path / "requests.log", record(3, output_tokens=1.5, retries="2.5", searches=[1], notes={"x": 1.5}, cache={"kept": "0.5"}))
    event = telemetry(1).replace(b'"attributes": []', b'"attributes": [{"key": ["x"]}, 3, {"key": "tool_name"}]')
    append(tmp_path / "interceptor.log", event, b"nothing\n")
    connection, taking = writer(tmp_path)
    taken = taking.take(lambda: True)
    assert (len(taken.requests), taken.events, taken.foreign) == (2, 1, 7)
    told = connection.execute("SELECT a, value FROM counters WHERE name = 'foreign' ORDER BY a").fetchall()
    assert told == [("events", 1.0), ("requests", 6.0)]


def test_stops_when_told(tmp_path: Path) -> None:
    """It stops between two megabytes, says how much is left, and goes on there."""
    log = tmp_path / "requests.log"
    append(log, *(record(number) for number in range(6000)))
    connection, taking = writer(tmp_path)
    left = taking.take(lambda: False).left
    assert 0 < left < log.stat().st_size
    assert left == taking.behind()
    taking.take(lambda: True)
    assert (count(connection, "requests"), total(connection)) == (6000, 6000)


def test_counters_have_bounded_names(tmp_path: Path) -> None:
    """A name that never answered is no label, nor is an error's text; the families of Claude's names are."""
    lines = [record(number, target=f"made-up-{number}", model=f"x{number}", status=404, error="no such thing!") for number in range(300)]
    append(tmp_path / "requests.log", *lines, record(1), record(2, status=429, error="rate_limit_error"))
    connection, taking = writer(tmp_path)
    taking.take(lambda: True)
    found = connection.execute("SELECT a, b, c, value FROM counters WHERE name = 'requests' ORDER BY a").fetchall()
    assert sorted(found) == [("opus", "gpt-5.2", "200", 1.0), ("opus", "gpt-5.2", "429", 1.0), ("other", "other", "404", 300.0)]
    found = connection.execute("SELECT a, b, value FROM counters WHERE name = 'errors' ORDER BY b").fetchall()
    assert found == [("other", "other", 300.0), ("gpt-5.2", "rate_limit_error", 1.0)]


def test_many_at_once_are_as_one_after_the_other(tmp_path: Path) -> None:
    """Whether lines come alone or by the hundred, alike or not, the index then holds the same."""
    kinds: list[dict[str, Any]] = [
        {},
        {"client": "cli/2", "agent": "a", "tools": ["Read", "Edit"], "notes": {"x": 2}},
        {"status": 429, "error": "rate_limit_error", "target": "not-yet-known", "cost_usd": None},
        {"session": "other", "client": "cli/1", "target": "not-yet-known", "cache": {"broke": "message 3", "kept": 0.5}},
        {"session": None, "model": None, "target": None, "status": 404, "error": "", "first_token_ms": None, "stream": True},
        {"session": "other", "client": "cli/3", "total_ms": 250.0, "searches": 2, "tool_errors": 1},
    ]
    lines = [record(number * 7, **kinds[number % 6]) for number in range(120)]
    for name in ("alone", "together"):
        (tmp_path / name).mkdir()
    alone, together = writer(tmp_path / "alone"), writer(tmp_path / "together")
    for line in lines:
        append(tmp_path / "alone" / "requests.log", line)
        alone[1].take(lambda: True)
    append(tmp_path / "together" / "requests.log", *lines)
    together[1].take(lambda: True)
    for table in "requests sessions session_models session_agents hours minutes counters tally spread".split():
        one, other = (sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for connection, _ in (alone, together))
        assert len(one) == len(other) > 0 or table == "minutes"
        for row, same in zip(one, other, strict=True):
            assert row == pytest.approx(same), table
