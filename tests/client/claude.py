"""The real Claude Code, run headless: a fresh HOME, an otherwise empty environment, its answer as JSON."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.gateway import Gateway

Client = tuple[str, ...]

MODULES = Path(__file__).parent / "node_modules"
CURRENT = (str(MODULES / "claude-code-current" / "claude"),)
WITH_BATCHES = ("node", str(MODULES / "claude-code-telemetry" / "cli.js"))
TOOLS = ("--allowedTools", "Write Read Edit Bash")


@dataclass(frozen=True)
class Run:
    """How a run of the client ended.

    Attributes:
        code: exit status.
        result: what `--output-format json` printed; empty where that is no JSON object.
        folder: where it worked.
    """

    code: int
    result: dict[str, Any]
    stdout: str
    stderr: str
    folder: Path

    @property
    def text(self) -> str:
        """Return the words that the client ended with."""
        return str(self.result.get("result", ""))

    @property
    def session(self) -> str:
        return str(self.result["session_id"])

    @property
    def files(self) -> dict[str, str]:
        """Return what stands in the folder now: relative name → content."""
        return {str(path.relative_to(self.folder)): path.read_text() for path in sorted(self.folder.rglob("*")) if path.is_file()}


def need(client: Client) -> None:
    """Fail with what to do where the client is not installed."""
    missing = next((part for part in client if shutil.which(part) is None and not Path(part).is_file()), None)
    assert missing is None, f"Claude Code cannot run, {missing} is missing. Install it with: ./scripts/test client"


def version(client: Client, home: Path) -> str:
    """Return what --version prints."""
    need(client)
    done = subprocess.run([*client, "--version"], env=environment(home), capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


def ended(command: Sequence[str], work: Path, env: Mapping[str, str], timeout: float = 120) -> Run:
    """Run a command that prints the client's JSON until it ends; one that takes longer than timeout seconds fails the test."""
    process = subprocess.Popen(
        command,
        cwd=work,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        stdout, stderr = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        stdout, stderr = process.communicate()
        raise AssertionError(f"The client did not end within {timeout} s.\n{stdout}\n{stderr}") from None
    return Run(process.returncode, _result(stdout), stdout, stderr, work)


def run(
    client: Client,
    url: str,
    prompt: str,
    folder: Path,
    arguments: Sequence[str] = (),
    env: Mapping[str, str] = MappingProxyType({}),
    *,
    quiet: bool = True,
    timeout: float = 120,
) -> Run:
    """Run one prompt in folder/work with HOME=folder/home; both are made.

    Args:
        client: CURRENT or WITH_BATCHES.
        url: ANTHROPIC_BASE_URL.
        prompt: what the user says.
        folder: a folder of this run alone.
        arguments: more of the command line.
        env: more of the environment; the key is ANTHROPIC_API_KEY=dummy unless a key is among it.
        quiet: whether nonessential traffic, 2.1.20's event batches among it, is turned off.
        timeout: seconds; a client that runs longer is ended with its children, and the test fails.
    """
    need(client)
    work = folder / "work"
    work.mkdir(parents=True, exist_ok=True)
    own = {**environment(folder / "home"), "ANTHROPIC_BASE_URL": url, "CLAUDE_CODE_MAX_RETRIES": "1"}
    if "ANTHROPIC_AUTH_TOKEN" not in env:
        own["ANTHROPIC_API_KEY"] = "dummy"
    if quiet:
        own["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1"
    return ended([*client, "-p", prompt, "--output-format", "json", *arguments], work, {**own, **env}, timeout)


def upstream(gateway: Gateway, ended: Run) -> list[dict[str, Any]]:
    """Return what reached the offline backend from this run: the client tells every model in which folder it works."""
    return [request for request in gateway.upstream_requests() if str(ended.folder) in json.dumps(request["body"])]


def environment(home: Path) -> dict[str, str]:
    """Return the client's environment but for the gateway's address and key; home is made."""
    home.mkdir(parents=True, exist_ok=True)
    own = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "dumb"}
    # Nothing but the gateway may be reached: the client's maker's own hosts are sent to a port where nobody listens.
    return own | {"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1", "DISABLE_AUTOUPDATER": "1"}


def _result(stdout: str) -> dict[str, Any]:
    try:
        found = json.loads(stdout)
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
