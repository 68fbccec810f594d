"""Drive wrk: one URL, one body, so many connections, so many seconds."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("post.lua")


@dataclass(frozen=True)
class Load:
    """What one run of wrk saw. Latencies in milliseconds, of whole answers; size: bytes an answer, with its headers."""

    requests: int
    errors: int
    seconds: float
    size: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Return answers a second."""
        return self.requests / self.seconds


def parse(output: str) -> Load:
    """Return what post.lua wrote into wrk's output; raises ValueError where that is missing."""
    for line in output.splitlines():
        if line.startswith("bench "):
            requests, errors, microseconds, size, _, p50, p99 = (float(part) for part in line.split()[1:])
            return Load(int(requests), int(errors), microseconds / 1e6, size / requests if requests else 0.0, p50 / 1000, p99 / 1000)
    raise ValueError(f"wrk printed no result: {output[-500:]}")


@dataclass(frozen=True)
class Target:
    """Where wrk sends what; headers may hold a key, so they go by a file that only this user reads."""

    url: str
    headers: dict[str, str]
    body: bytes


def start(target: Target, folder: Path, connections: int, seconds: int, number: str = "") -> subprocess.Popen[str]:
    """Start wrk; its files stand below folder. number: what is replaced in each body by another number, where there is any."""
    folder.mkdir(parents=True, exist_ok=True)
    body, headers = folder / "body.json", folder / "headers.txt"
    body.write_bytes(target.body)
    headers.touch(mode=0o600)
    headers.write_text("".join(f"{name}: {value}\n" for name, value in target.headers.items()), encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "BENCH_BODY": str(body), "BENCH_HEADERS": str(headers)}
    if number:
        environment["BENCH_NUMBER"] = number
    # Slow systems may take tens of seconds for a stream: that is a result, not an error.
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "--script", str(SCRIPT), target.url]
    return subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def run(target: Target, folder: Path, connections: int, seconds: int, number: str = "") -> Load:
    """Run wrk to its end, as start() says; raises RuntimeError where it fails."""
    process = start(target, folder, connections, seconds, number)
    try:
        output, _ = process.communicate(timeout=seconds + 30)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode != 0:
        raise RuntimeError(f"wrk failed: {output[-500:]}")
    return parse(output)
