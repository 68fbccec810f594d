"""openai-code usage."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.unit.gateway.commands.workbench import Machine, machine
from tests.unit.interceptor.index.lines import append, record

DAY = 86_400


@pytest.fixture
def bench(tmp_path: Path) -> Machine:
    """Return a machine with three records, whose gateway does not run."""
    made = machine(tmp_path)
    lines = [record(0), record(DAY, session="session-2", model="claude-haiku-4-5"), record(DAY + 1, tool_errors=1, tools=["Read", "Bash"])]
    append(tmp_path / "data" / "requests.log", *lines)
    return made


def test_a_table(bench: Machine) -> None:
    """By model, session or day the numbers stand aligned below each other, with their sum."""
    done = bench.run("usage")
    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert lines[0].split()[:4] == ["model", "target", "requests", "errors"]
    assert lines[1].split() == [
        "claude-opus-4-5-20251101",
        "gpt-5.2",
        "2",
        "0",
        "80",
        "75%",
        "10",
        "2",
        "(1",
        "failed)",
        "$0.0200",
        "$0.0400",
    ]
    assert lines[-1].split()[:3] == ["total", "3", "0"]
    assert len({len(line) for line in lines}) == 1
    assert bench.run("usage", "--by", "day").stdout.splitlines()[1].startswith("2026-11-21")
    assert bench.run("usage", "--by", "session").stdout.splitlines()[1].startswith("session-1")


def test_for_machines(bench: Machine) -> None:
    """--json is what the API answers, --csv has the same numbers in rows, with days and times for people."""
    told = json.loads(bench.run("usage", "--json", "--by", "session").stdout)
    rows = list(csv.DictReader(io.StringIO(bench.run("usage", "--csv", "--by", "session").stdout)))
    assert [row["session"] for row in rows] == [row["session"] for row in told["rows"]] == ["session-1", "session-2"]
    assert rows[0]["first"].startswith("2026-11-20 ")
    days = csv.DictReader(io.StringIO(bench.run("usage", "--csv", "--by", "day").stdout))
    assert [row["day"] for row in days] == ["2026-11-21", "2026-11-20"]
    assert [int(row["requests"]) for row in rows] == [row["requests"] for row in told["rows"]] == [2, 1]


def test_since(bench: Machine) -> None:
    """--since leaves out what was before; what is no time is refused in plain words."""
    assert bench.run("usage", "--since", "2026-11-21").stdout.splitlines()[-1].split()[:2] == ["total", "2"]
    assert "No request has been recorded since then." in bench.run("usage", "--since", "2027-01-01").stdout
    done = bench.run("usage", "--since", "soon")
    assert done.exit_code == 2
    assert "soon is neither a date" in done.stderr


def test_nothing_yet(tmp_path: Path) -> None:
    """Without any record it says so."""
    done = machine(tmp_path).run("usage")
    assert (done.exit_code, "No request has been recorded" in done.stdout) == (0, True)
    assert machine(tmp_path).run("usage", "--csv").stdout == ""
