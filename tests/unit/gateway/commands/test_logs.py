"""openai-code logs."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.gateway import COMMAND
from tests.unit.gateway.commands.workbench import Machine, machine
from tests.unit.interceptor.index.lines import record, telemetry

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


@pytest.fixture
def recorded(bench: Machine) -> Machine:
    """Return a machine with records of two sessions, two gateways and two files, and events of theirs."""
    folder = bench.folder / "data"
    lines = [record(number, session=f"s{number % 2}-long", gateway=bench.port if number < 4 else 1) for number in range(6)]
    (folder / "requests.log.1").write_bytes(b"".join(lines[:3]))
    (folder / "requests.log").write_bytes(b"".join([*lines[3:], b"torn"]))
    events = [telemetry(number, tool_name="Read", success="true", duration_ms=12).replace(b"session-1", b"s0-long") for number in range(2)]
    (folder / "interceptor.log").write_bytes(b"".join([*events, telemetry(3), b"torn\n"]))
    return bench


def on_a_terminal(bench: Machine, *arguments: str) -> str:
    """Return what the command shows on a terminal."""
    leader, follower = os.openpty()
    with subprocess.Popen([COMMAND, "logs", *arguments], env={**bench.env, "PATH": os.environ["PATH"]}, stdout=follower) as process:
        os.close(follower)
        shown = b""
        try:
            while piece := os.read(leader, 65536):
                shown += piece
        except OSError:
            # The other end is closed.
            pass
        os.close(leader)
        assert process.wait(20) == 0
    return shown.decode()


def test_records_are_json_in_a_pipe(recorded: Machine) -> None:
    """The records of this gateway alone come as they stand in the log, also from rotated files, or those of one session."""
    lines = logs(recorded, "requests").splitlines()
    assert [json.loads(line)["request_id"] for line in lines] == ["req_0", "req_1", "req_2", "req_3"]
    assert [json.loads(line)["request_id"] for line in logs(recorded, "requests", "-n", "2").splitlines()] == ["req_2", "req_3"]
    lines = logs(recorded, "requests", "--session", "s1").splitlines()
    assert [json.loads(line)["request_id"] for line in lines] == ["req_1", "req_3"]


def test_telemetry_of_a_session(recorded: Machine) -> None:
    """The events of one session alone, by its id or how that begins; without one, every line."""
    assert len(logs(recorded, "telemetry", "--session", "s0-long").splitlines()) == 2
    assert len(logs(recorded, "telemetry").splitlines()) == 4


def test_a_terminal_gets_lines_for_people(recorded: Machine) -> None:
    """On a terminal each is one coloured line with what matters, without what is no record."""
    shown = on_a_terminal(recorded, "requests")
    assert "claude-opus-4-5-20251101" in shown
    assert "\x1b[" in shown
    assert "{" not in shown
    assert len(shown.splitlines()) == 4
    shown = on_a_terminal(recorded, "telemetry", "-n", "3")
    assert shown.count("claude_code.tool_result") == 2
    assert "Read" in shown
    assert "12 ms" in shown


def test_records_followed_over_a_rotation(recorded: Machine) -> None:
    """Following goes on with what comes, also when the log is rotated."""
    log = recorded.folder / "data" / "requests.log"
    log.write_bytes(record(1))
    command = [COMMAND, "logs", "requests", "-f", "-n", "1"]
    with subprocess.Popen(command, env={**recorded.env, "PATH": os.environ["PATH"]}, stdout=subprocess.PIPE, text=True) as reader:
        try:
            assert reader.stdout is not None
            assert "req_1" in reader.stdout.readline()
            log.rename(log.with_name("requests.log.1"))
            log.write_bytes(record(2))
            assert "req_2" in reader.stdout.readline()
        finally:
            reader.send_signal(signal.SIGINT)
            assert reader.wait(10) == 0


def test_a_session_goes_with_records(bench: Machine) -> None:
    """What programs print bears no session: asking for one is refused in plain words."""
    done = bench.run("logs", "nginx", "--session", "s")
    assert done.exit_code == 2
    assert "--session goes with requests or telemetry" in done.stderr


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
