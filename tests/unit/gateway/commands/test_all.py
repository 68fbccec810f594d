"""What holds for every command."""

from pathlib import Path

import pytest

from tests.unit.gateway.commands.workbench import machine

COMMANDS = ("start", "stop", "status", "check", "logs", "models", "usage")


@pytest.mark.parametrize("arguments", [[], *([command] for command in COMMANDS)])
def test_help(tmp_path: Path, arguments: list[str]) -> None:
    """Every command explains itself."""
    done = machine(tmp_path).run(*arguments, "--help")
    assert done.exit_code == 0
    assert "Usage:" in done.output


@pytest.mark.parametrize("command", COMMANDS)
def test_wrong_port(tmp_path: Path, command: str) -> None:
    """With a wrong PORT no command speaks of, or ends, the gateway of the default one."""
    bench = machine(tmp_path, PORT="3999")
    with bench.gateway() as process:
        done = bench.run(command, PORT="abc")
        assert process.poll() is None
    assert done.exit_code == 2
    assert "error: PORT: abc is not a whole number from 1 to 65535." in done.stderr
    assert "already runs" not in done.output


def test_unknown_command(tmp_path: Path) -> None:
    """An unknown command is refused with a hint."""
    done = machine(tmp_path).run("strat")
    assert done.exit_code == 2
    assert "No such command 'strat'" in done.stderr
