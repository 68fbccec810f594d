from bench import report
from bench.machine import Machine
from bench.results import Results

MACHINE = Machine("2 cores", "2026-01-02", "abc", "nginx 1")


def some() -> Results:
    """Return results of two systems."""
    found = Results()
    found.add("stock", {"json.rate": 50.0, "json.cpu": 10.0})
    found.add("direct", {"json.rate": 2000.0, "json.cpu": 0.5, "crowd.errors": 0})
    return found


def test_a_table_holds_what_was_measured_and_no_more() -> None:
    """Systems and rows without a number are left out; ratios are to stock LiteLLM."""
    rows = report.table(some(), report.ROWS["Throughput at 16 connections"])
    assert rows == [["", "stock LiteLLM", "direct"], ["JSON, requests/s", "50.0", "2,000 (40.0x)"]]
    assert report.table(some(), report.ROWS["Start and size"]) == []


def test_the_document_says_what_was_measured_on() -> None:
    """Machine, date, versions and command: without them numbers say nothing."""
    text = report.document(some(), MACHINE, rounds=3, seconds=2)
    for said in ("2 cores", "2026-01-02", "abc", "nginx 1", "scripts/bench --rounds 3 --seconds 2 --write", "| JSON, requests/s | 50.0 |"):
        assert said in text


def test_failures_stand_in_both_reports() -> None:
    """A trial that failed is never left out in silence."""
    found = some()
    found.faults.append("round 1, json: status 500")
    assert "round 1, json: status 500" in report.terminal(found)
    assert "round 1, json: status 500" in report.document(found, MACHINE, 1, 1)


def test_columns_stand_under_each_other() -> None:
    """The terminal's table can be read."""
    lines = report.aligned([["", "a"], ["long name", "1"], ["x", "1,000"]]).splitlines()
    assert [line.rstrip()[-1] for line in lines] == ["a", "1", "0"]
    assert len({len(line) for line in lines}) == 1
