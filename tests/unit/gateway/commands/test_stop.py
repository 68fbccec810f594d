"""openai-code stop."""

import signal
from pathlib import Path

from tests.unit.gateway.commands.workbench import machine


def test_nothing_runs(tmp_path: Path) -> None:
    """Stopping what does not run is no error, and says how to stop another one."""
    bench = machine(tmp_path)
    done = bench.run("stop")
    assert done.exit_code == 0
    assert done.stdout == f"No gateway runs on port {bench.port}. One on another port: PORT=NUMBER ./scripts/stop\n"


def test_stops(tmp_path: Path) -> None:
    """The gateway is ended by SIGTERM."""
    bench = machine(tmp_path)
    with bench.gateway() as process:
        done = bench.run("stop")
        assert process.wait(30) == -signal.SIGTERM
    assert done.exit_code == 0
    assert f"Stopped the gateway on port {bench.port}." in done.stdout


def test_needs_no_other_setting(tmp_path: Path) -> None:
    """Whatever else is wrong does not keep it from stopping."""
    bench = machine(tmp_path, OPENAI_BASE_URL="x", LITELLM_PORT="y", CONFIG_FILE="/no/such", SHUTDOWN_GRACE="z")
    with bench.gateway() as process:
        done = bench.run("stop")
        assert process.wait(30) == -signal.SIGTERM
    assert (done.exit_code, done.stderr) == (0, "")


def test_foreign_file(tmp_path: Path) -> None:
    """A file that names a process which is not the gateway ends nobody."""
    bench = machine(tmp_path)
    with bench.gateway() as process:
        text = (bench.run_folder / "instance.json").read_text(encoding="utf-8")
        (bench.run_folder / "instance.json").write_text(text.replace('"born": ', '"born": 1'), encoding="utf-8")
        assert "No gateway runs" in bench.run("stop").stdout
        assert process.poll() is None
