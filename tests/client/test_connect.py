"""What openai-code connect prints, with the real client: a turn is done, and its telemetry arrives."""

from pathlib import Path

import pytest

from tests.client import claude, telemetry
from tests.gateway import Gateway, eventually


def asked(folder: Path, command: str, env: dict[str, str]) -> claude.Run:
    """Run the client from a shell, with nothing set but what the test says."""
    claude.need(claude.CURRENT)
    work = folder / "work"
    work.mkdir(parents=True)
    script = f"{command}\nexec '{claude.CURRENT[0]}' -p 'Write a.txt saying hi' --output-format json --allowedTools 'Write Read'"
    return claude.ended(["bash", "-c", script], work, {**claude.environment(folder / "home"), **env})


@pytest.mark.parametrize("form", ["exports", "settings"])
def test_the_client_with_exactly_these_settings(gateway: Gateway, tmp_path: Path, form: str) -> None:
    """As exports in its shell, and as its settings.json: the client writes the file on the mapped model, and its telemetry arrives."""
    if form == "exports":
        command = gateway.run("connect").stdout
    else:
        command = ""
        (tmp_path / "home" / ".claude").mkdir(parents=True)
        (tmp_path / "home" / ".claude" / "settings.json").write_text(gateway.run("connect", "--settings-json").stdout)
    ended = asked(tmp_path, command, {"CLAUDE_CODE_MAX_RETRIES": "1", "NO_PROXY": "localhost,127.0.0.1"})
    assert (ended.code, ended.files) == (0, {"a.txt": "hi\n"}), ended
    requests = claude.upstream(gateway, ended)
    assert {request["body"]["model"] for request in requests} >= {"gpt-5.2-2025-12-11"}
    assert max(request["body"]["max_output_tokens"] for request in requests) == 32768
    found = eventually(lambda: telemetry.lines(gateway, ended.session))
    assert {"user_prompt", "api_request"} <= telemetry.names(found)


def test_the_check(gateway: Gateway) -> None:
    """--check sends one real request, and says what came back."""
    done = gateway.run("connect", "--check")
    assert done.returncode == 0, done.stderr
    assert "claude-opus-5-5 at http://localhost" in done.stderr
    assert "called a tool" in done.stderr


def test_the_doctor(gateway: Gateway, tmp_path: Path) -> None:
    """With the client's settings in place the doctor finds nothing to mend."""
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude" / "settings.json").write_text(gateway.run("connect", "--settings-json").stdout)
    done = gateway.run("doctor", HOME=str(tmp_path))
    assert done.returncode == 0, done.stdout
    assert done.stdout.rstrip().endswith("All is well.")
    assert done.stdout.count("streams a tool call") == 3
