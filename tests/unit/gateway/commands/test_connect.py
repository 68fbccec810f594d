"""openai-code connect."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.gateway.commands.workbench import machine

NASTY = "It's.$HOME`x`\"\\n"


def test_exports(tmp_path: Path) -> None:
    """The lines set address, key, models, limits and telemetry; whatever the key's characters, the shell gives them back."""
    bench = machine(tmp_path, PROXY_API_KEY=NASTY)
    done = bench.run("connect")
    assert done.exit_code == 0, done.output
    script = f"{done.stdout}\nenv -0"
    shown = subprocess.run(["bash", "-c", script], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True).stdout
    env = dict(pair.split("=", 1) for pair in shown.split("\0") if "=" in pair)
    assert env["ANTHROPIC_BASE_URL"] == f"http://localhost:{bench.port}"
    assert env["ANTHROPIC_AUTH_TOKEN"] == NASTY
    assert env["ANTHROPIC_DEFAULT_OPUS_MODEL"] == "claude-opus-5-5"
    assert (env["CLAUDE_CODE_AUTO_COMPACT_WINDOW"], env["CLAUDE_CODE_MAX_OUTPUT_TOKENS"]) == ("272000", "32768")
    assert env["OTEL_EXPORTER_OTLP_ENDPOINT"] == f"http://localhost:{bench.port}/api/event_logging"
    assert env["OTEL_EXPORTER_OTLP_HEADERS"] == f"x-api-key={NASTY}"
    assert json.loads(bench.run("connect", "--settings-json").stdout)["env"]["ANTHROPIC_AUTH_TOKEN"] == NASTY


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("fish", "set -gx ANTHROPIC_AUTH_TOKEN 'It\\'s.$HOME`x`\"\\\\n'"),
        ("powershell", "$env:ANTHROPIC_AUTH_TOKEN = 'It''s.$HOME`x`\"\\n'"),
    ],
)
def test_other_shells(tmp_path: Path, shell: str, line: str) -> None:
    """fish and PowerShell have quotes of their own."""
    assert line in machine(tmp_path, PROXY_API_KEY=NASTY).run("connect", "--shell", shell).stdout.splitlines()
    if shutil.which(shell) is not None:
        assert subprocess.run([shell, "-c", line], check=False).returncode == 0


def test_the_address(tmp_path: Path) -> None:
    """Others reach it under PUBLIC_HOST where it listens for others; --url says another address, and must be one."""
    bench = machine(tmp_path, PUBLIC_HOST="gate.example.org, other.example.org")
    own = {"HOST": "0.0.0.0", "PROXY_API_KEY": "x"}
    assert json.loads(bench.run("connect", "--json", **own).stdout)["base_url"] == f"http://gate.example.org:{bench.port}"
    assert json.loads(bench.run("connect", "--json").stdout)["base_url"] == f"http://localhost:{bench.port}"
    assert json.loads(bench.run("connect", "--json", "--url", "https://gate/").stdout)["base_url"] == "https://gate"
    assert bench.run("connect", "--url", "gate").exit_code == 2


def test_a_table_of_the_users_own(tmp_path: Path) -> None:
    """Families that nothing answers are left out; a literal name stands where the current one is not answered; no key is needed."""
    (tmp_path / "config.yaml").write_text("model_list:\n  - {model_name: claude-opus-4-5, litellm_params: {model: openai/gpt-5}}\n")
    found = json.loads(machine(tmp_path, CONFIG_FILE=str(tmp_path / "config.yaml"), OFFLINE="0").run("connect", "--json").stdout)
    assert found["models"] == {"opus": "claude-opus-4-5"}
    assert "ANTHROPIC_DEFAULT_SONNET_MODEL" not in found["env"]


def test_check_without_a_gateway(tmp_path: Path) -> None:
    """--check says that nothing answers, and the exit status is 1; the lines on stdout stay what a shell can take."""
    done = machine(tmp_path).run("connect", "--check")
    assert done.exit_code == 1
    assert "does not answer" in done.stderr
    assert all(line.startswith("export ") for line in done.stdout.splitlines())
