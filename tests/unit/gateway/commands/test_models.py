"""openai-code models."""

import json
from pathlib import Path

from tests.unit.gateway.commands.workbench import machine


def test_families_and_names(tmp_path: Path) -> None:
    """Each name stands with its target, the reason, the provider and the limits."""
    done = machine(tmp_path).run("models", "gpt-4o", OPENAI_API_KEY="sk-marker", BIG_MODEL="gpt-5.5", OFFLINE="0")
    assert done.exit_code == 0
    assert "claude-opus  →  openai/gpt-5.5" in done.stdout
    assert "BIG_MODEL=gpt-5.5" in done.stdout
    assert "gpt-4o  →  openai/gpt-4o" in done.stdout
    assert "provider  OpenAI, the Responses API at https://api.openai.com/v1/responses" in done.stdout
    assert "16384 tokens of answer, 128000 of prompt" in done.stdout
    assert "marker" not in done.output


def test_json(tmp_path: Path) -> None:
    """--json prints one object a name."""
    done = machine(tmp_path).run("models", "--json", "gpt-4o")
    found = json.loads(done.stdout)
    assert [one["asked"] for one in found] == ["claude-opus", "claude-fable", "claude-sonnet", "claude-haiku", "gpt-4o"]
    assert found[-1]["target"] == "openai/gpt-4o"


def test_unknown_name(tmp_path: Path) -> None:
    """A name that nothing answers is told with the closest ones, and the status says so."""
    done = machine(tmp_path).run("models", "nonsense")
    assert done.exit_code == 1
    assert "nonsense  →  nothing: 404. Closest names: " in done.stdout


def test_wrong_configuration(tmp_path: Path) -> None:
    """What is wrong is told beside what the names would come to."""
    done = machine(tmp_path).run("models", OFFLINE="0", PREFERRED_PROVIDER="google")
    assert done.exit_code == 2
    assert "GEMINI_API_KEY, which is not set." in done.stderr
    assert "gemini/gemini-3.8-flash" in done.stdout
