"""openai-code logs."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.gateway import COMMAND
from tests.unit.gateway.commands.workbench import Machine, machine

LINES = "".join(f"{name:<11} | {number}\n" for number in range(4) for name in ("nginx", "litellm", "interceptor"))


@pytest.fixture
def bench(tmp_path: Path) -> Machine:
    """Return a machine whose gateway has printed LINES."""
    made = machine(tmp_path)
    made.run_folder.mkdir(parents=True)
    (made.run_folder / "process.log").write_text(LINES, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "interceptor.log").write_text('{"a":1}\n', encoding="utf-8")
    return made


def logs(bench: Machine, *arguments: str) -> str:
    """Return what the command shows, as a process of its own since it becomes tail."""
    done = subprocess.run(
        [COMMAND, "logs", *arguments], env={**bench.env, "PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=20, check=True
    )
    return done.stdout


def test_everything(bench: Machine) -> None:
    """Without a name the whole process log is shown, or its last lines."""
    assert logs(bench) == LINES
    assert logs(bench, "-n", "2") == "litellm     | 3\ninterceptor | 3\n"


def test_telemetry(bench: Machine) -> None:
    """telemetry shows interceptor.log."""
    assert logs(bench, "telemetry") == '{"a":1}\n'


@pytest.mark.parametrize(
    ("lines", "shown"), [("2", "nginx       | 2\nnginx       | 3\n"), ("0", ""), ("99", "".join(f"nginx       | {n}\n" for n in range(4)))]
)
def test_one_program(bench: Machine, lines: str, shown: str) -> None:
    """A program's last lines are those it printed last, however much the others printed since."""
    assert bench.run("logs", "nginx", "-n", lines).stdout == shown


def test_one_program_followed(bench: Machine) -> None:
    """Following begins with the program's own last lines and goes on with its lines alone."""
    log = bench.run_folder / "process.log"
    command = [COMMAND, "logs", "nginx", "-f", "-n", "2"]
    with subprocess.Popen(command, env={**bench.env, "PATH": os.environ["PATH"]}, stdout=subprocess.PIPE, text=True) as reader:
        try:
            assert reader.stdout is not None
            assert [reader.stdout.readline() for _ in range(2)] == ["nginx       | 2\n", "nginx       | 3\n"]
            with log.open("a", encoding="utf-8") as more:
                more.write("litellm     | 4\nnginx       | 4\n")
            assert reader.stdout.readline() == "nginx       | 4\n"
        finally:
            reader.send_signal(signal.SIGINT)
            assert reader.wait(10) == 0


def test_negative_number(bench: Machine) -> None:
    """A negative number of lines is refused in plain words."""
    done = bench.run("logs", "-n", "-1")
    assert done.exit_code == 2
    assert "-1 is not in the range" in done.stderr


def test_nothing_yet(tmp_path: Path) -> None:
    """Without a log the next step is named."""
    done = machine(tmp_path).run("logs")
    assert done.exit_code == 1
    assert "Next: ./scripts/start" in done.stderr


def test_unknown_program(bench: Machine) -> None:
    """An unknown name is refused with those that there are."""
    done = bench.run("logs", "ngnix")
    assert done.exit_code == 2
    assert "'telemetry', 'requests', 'nginx', 'translator', 'litellm', 'interceptor', 'offline'" in done.stderr
