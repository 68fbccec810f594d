"""openai-code replay and record, as far as they go without a gateway; tests/stack records and replays for real."""

from pathlib import Path

from gateway.cassette import file
from tests.unit.gateway.cassette.exchanges import exchange
from tests.unit.gateway.commands.workbench import machine


def test_differences_are_told_and_exit_with_1(tmp_path: Path) -> None:
    """Each with its exchange; an attempt that was made again is not counted."""
    path = tmp_path / "run.jsonl"
    file.begin(path)
    for one in (exchange(client=False), exchange()):
        file.append(path, one)
    done = machine(tmp_path).run("replay", str(path))
    assert done.exit_code == 1
    assert "exchange 2 (c → m, 2026-01-02T03:04:05.678+00:00): request: " in done.stdout
    assert done.stdout.endswith("1 exchange: 0 the same, 1 different.\n")


def test_what_cannot_be_replayed_exits_with_2(tmp_path: Path) -> None:
    """A file that is not there, is no cassette, or holds nothing."""
    bench = machine(tmp_path)
    path = tmp_path / "run.jsonl"
    assert "cannot be read" in bench.run("replay", str(path)).stderr
    file.begin(path)
    done = bench.run("replay", str(path))
    assert done.exit_code == 2
    assert "holds no exchange" in done.stderr


def test_record_says_loudly_what_it_stores(tmp_path: Path) -> None:
    """Before anything starts; what stands in the way of a start is told as always."""
    path = tmp_path / "run.jsonl"
    done = machine(tmp_path, OFFLINE="0", RECORD_FILE="").run("record", str(path))
    assert done.exit_code == 2
    assert f"RECORDING: every prompt and every answer will be stored in {path}." in done.stderr
    assert "OPENAI_API_KEY: is not set" in done.stderr


def test_record_does_not_pretend_beside_a_gateway_that_runs(tmp_path: Path) -> None:
    """One that runs already does not record: nothing is promised."""
    bench = machine(tmp_path, RECORD_FILE="")
    with bench.gateway():
        done = bench.run("record", str(tmp_path / "run.jsonl"))
    assert done.exit_code == 1
    assert "does not record" in done.stderr
    assert not (tmp_path / "run.jsonl").exists()
