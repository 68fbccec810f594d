"""What describes how the project is built and run elsewhere, which cannot run here, is checked by its linters."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
WORKFLOWS = [str(path) for path in sorted((ROOT / ".github/workflows").glob("*.yml"))]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS], id="workflow schema"),
        pytest.param(["zizmor", "--offline", "--no-progress", ".github"], id="workflow security"),
        pytest.param(["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"], id="compose schema"),
        pytest.param(["hadolint", "Dockerfile"], id="Dockerfile"),
    ],
)
def test_linter_finds_nothing(command: list[str]) -> None:
    """The linter ends with 0."""
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
