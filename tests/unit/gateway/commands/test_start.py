"""openai-code start, as far as it goes without starting anything; tests/stack starts it for real."""

from pathlib import Path

from tests.unit.gateway.commands.workbench import machine


def test_refused(tmp_path: Path) -> None:
    """A configuration with an error is told and nothing is started."""
    bench = machine(tmp_path, OFFLINE="0")
    done = bench.run("start")
    assert done.exit_code == 2
    assert "error: OPENAI_API_KEY: is not set." in done.stderr
    assert done.stderr.endswith("Mend these, then start again. Every setting: docs/configuration.md.\n")
    assert not bench.run_folder.exists()


def test_already_runs(tmp_path: Path) -> None:
    """A second start shows the running one and starts nothing."""
    bench = machine(tmp_path)
    with bench.gateway() as process:
        done = bench.run("start", "--offline", "--detach")
    assert done.exit_code == 0
    assert f"It already runs (pid {process.pid}, backend offline)." in done.stdout


def test_still_starting(tmp_path: Path) -> None:
    """A second start during the first does not call it ready."""
    bench = machine(tmp_path)
    with bench.gateway(ready=False) as process:
        done = bench.run("start", "--detach")
    assert done.exit_code == 0
    assert done.stdout == f"It is starting already (pid {process.pid}). Next: openai-code status\n"
