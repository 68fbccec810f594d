"""What was measured on: machine, date and versions, as they stand in the report."""

import os
import platform
import re
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from gateway.running.programs import nginx_binary

# Share of the cores that others may use before what is measured says more about them.
BUSY = 0.25
PACKAGES = ("litellm", "uvicorn", "uvloop", "httptools", "orjson", "aiohttp")


@dataclass(frozen=True)
class Machine:
    """Each in a line of words."""

    hardware: str
    date: str
    revision: str
    versions: str

    def plain(self) -> dict[str, str]:
        """Return it as plain data."""
        return asdict(self)


def others() -> float:
    """Return the share of this machine's cores that is in use now, from 0 to 1; takes two seconds."""
    return psutil.cpu_percent(interval=2) / 100


def look(project: Path) -> Machine:
    """Return this machine's description; project: the checkout."""
    memory = psutil.virtual_memory().total / 2**30
    hardware = f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, {platform.system()} {platform.release()}"
    nginx = re.search(r"nginx/(\S+)", _said([nginx_binary() or "nginx", "-v"]))
    wrk = re.search(r"wrk (\S+)", _said(["wrk", "-v"]))
    packages = [f"{name} {version(name)}" for name in PACKAGES]
    tools = [f"Python {platform.python_version()}", f"nginx {nginx[1] if nginx else '?'}", f"wrk {wrk[1] if wrk else '?'}"]
    revision = _said(["git", "-C", str(project), "rev-parse", "--short", "HEAD"]).strip() or "unknown"
    changed = bool(_said(["git", "-C", str(project), "status", "--porcelain", "--untracked-files=no"]).strip())
    return Machine(
        hardware, f"{datetime.now(UTC):%Y-%m-%d}", revision + (" with changes" if changed else ""), ", ".join([*tools, *packages])
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    named = re.search(r"model name\s*: (.+)", text)
    return named[1].strip() if named else platform.processor() or platform.machine()


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr
