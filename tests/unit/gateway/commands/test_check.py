"""openai-code check."""

from pathlib import Path

from tests.unit.gateway.commands.workbench import machine
from tests.unit.gateway.ports import taken


def test_sound(tmp_path: Path) -> None:
    """A sound configuration says so, and what to do next."""
    done = machine(tmp_path).run("check")
    assert done.exit_code == 0
    assert "The configuration is sound: " in done.stdout
    assert "Next: ./scripts/start" in done.stdout


def test_every_problem_errors_first(tmp_path: Path) -> None:
    """Settings, the machine and warnings are told together, errors first, and how many there are."""
    with taken() as port:
        done = machine(tmp_path, MAX_RETRIES="x", HOST="0.0.0.0", LITELLM_PORT=str(port)).run("check")
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == ["error", "error", "warning"]
    assert lines[-1] == "2 to mend. Every setting: docs/configuration.md."


def test_warning_is_no_failure(tmp_path: Path) -> None:
    """A warning alone leaves the configuration sound."""
    done = machine(tmp_path, HOST="0.0.0.0").run("check")
    assert done.exit_code == 0
    assert "warning: PROXY_API_KEY" in done.stderr


def test_while_it_runs(tmp_path: Path) -> None:
    """The running gateway's own ports are no obstacle."""
    bench = machine(tmp_path)
    with bench.gateway(), taken() as port:
        done = bench.run("check", LITELLM_PORT=str(port))
    assert done.exit_code == 0
    assert "The gateway runs with it" in done.stdout
