"""What leaves the index."""

from pathlib import Path

from interceptor.index.retention import SUMS_DAYS, prune
from interceptor.index.sums import DAY
from tests.unit.interceptor.index.lines import NOON, append, record, telemetry, writer


def test_rows_leave_with_their_lines(tmp_path: Path) -> None:
    """A record that the log has lost is no row any more; its part of the sums stays."""
    log = tmp_path / "requests.log"
    append(log, *(record(number) for number in range(6000)))
    append(log, record(DAY))
    connection, taking = writer(tmp_path)
    taking.take(lambda: True)
    log.write_bytes(record(DAY))
    prune(connection, log, 3, 0, NOON + DAY)
    assert connection.execute("SELECT count(*) FROM requests").fetchone()[0] == 1
    assert connection.execute("SELECT sum(requests) FROM hours").fetchone()[0] == 6001
    assert connection.execute("SELECT requests FROM sessions").fetchone()[0] == 6001
    log.unlink()
    prune(connection, log, 3, 0, NOON + DAY + 1)
    assert connection.execute("SELECT count(*) FROM requests").fetchone()[0] == 0


def test_days_bound_everything_but_the_counters(tmp_path: Path) -> None:
    """With RETENTION_DAYS rows, events, sessions and sums go; what Prometheus counts may not go backwards."""
    append(tmp_path / "requests.log", record(0, session="old", notes={"x": 1}), record(10 * DAY, session="new"))
    append(tmp_path / "interceptor.log", telemetry(0), telemetry(10 * DAY))
    connection, taking = writer(tmp_path)
    taking.take(lambda: True)
    prune(connection, tmp_path / "requests.log", 3, 7, NOON + 10 * DAY)
    for table in ("requests", "events", "sessions", "hours", "session_models"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 1, table
    assert connection.execute("SELECT session FROM sessions").fetchone()[0] == "new"
    assert connection.execute("SELECT count(*) FROM tally WHERE kind = 'note'").fetchone()[0] == 0
    assert connection.execute("SELECT sum(value) FROM counters WHERE name = 'requests'").fetchone()[0] == 2


def test_without_days_sums_are_bounded_too(tmp_path: Path) -> None:
    """Sums of more than a year ago go in any case."""
    append(tmp_path / "requests.log", record(0), record((SUMS_DAYS + 2) * DAY, session="new"))
    connection, taking = writer(tmp_path)
    taking.take(lambda: True)
    prune(connection, tmp_path / "requests.log", 3, 0, NOON + (SUMS_DAYS + 2) * DAY)
    assert connection.execute("SELECT session FROM sessions").fetchall() == [("new",)]
