"""The real Claude Code as a user sees it: interactive, in a terminal of tmux."""

import json
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.client import claude
from tests.gateway import eventually


@dataclass(frozen=True)
class Terminal:
    """One client in a terminal of its own; folder is where it works."""

    socket: str
    folder: Path

    def type(self, text: str) -> None:
        """Type a prompt and send it."""
        self._tmux("send-keys", "-l", text)
        # The client takes what comes in one piece with the text for a pasted line end.
        eventually(lambda: " ".join(text.split())[-20:] in " ".join(self.screen().split()))
        self.press("Enter")

    def press(self, key: str) -> None:
        """Press one key, by tmux's name for it."""
        self._tmux("send-keys", key)

    def screen(self) -> str:
        """Return what stands on the screen and above it."""
        return self._tmux("capture-pane", "-p", "-J", "-S", "-500")

    def shows(self, pattern: str, seconds: float = 60) -> str:
        """Wait until the screen shows what the pattern matches; returns the screen."""
        try:
            return str(eventually(lambda: self._matching(pattern), seconds))
        except AssertionError:
            raise AssertionError(f"The client never showed {pattern!r}:\n{self.screen()}") from None

    def _matching(self, pattern: str) -> str | None:
        screen = self.screen()
        return screen if re.search(pattern, screen) else None

    def _tmux(self, *arguments: str) -> str:
        return _tmux(self.socket, *arguments)


@contextmanager
def opened(url: str, folder: Path, arguments: Sequence[str] = ()) -> Iterator[Terminal]:
    """Start the client in folder/work with HOME=folder/home, past its first questions; it is ended in the end."""
    claude.need(claude.CURRENT)
    assert shutil.which("tmux"), "tmux is missing. Install it with: ./scripts/test client"
    work, home = folder / "work", folder / "home"
    work.mkdir(parents=True, exist_ok=True)
    env = {**claude.environment(home), "ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "dummy", "TERM": "xterm-256color"}
    env |= {"CLAUDE_CODE_MAX_RETRIES": "1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"}
    answered = {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True}
    known = {"hasCompletedOnboarding": True, "theme": "dark", "customApiKeyResponses": {"approved": ["dummy"], "rejected": []}}
    (home / ".claude.json").write_text(json.dumps({**known, "projects": {str(work): answered}}))
    socket = f"openai-code-{secrets.token_hex(4)}"
    command = ["env", "-i", *(f"{name}={value}" for name, value in env.items()), *claude.CURRENT, *arguments]
    _tmux(socket, "-f", "/dev/null", "new-session", "-d", "-x", "160", "-y", "50", "-c", str(work), *command)
    try:
        yield Terminal(socket, work)
    finally:
        subprocess.run(["tmux", "-L", socket, "kill-server"], capture_output=True, check=False)


def _tmux(socket: str, *arguments: str) -> str:
    done = subprocess.run(["tmux", "-L", socket, *arguments], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, f"tmux {arguments[0]}: {done.stderr}"
    return done.stdout
