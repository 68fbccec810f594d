"""openai-code logs: what the processes print, and the telemetry."""

import os
import subprocess
import sys
from collections import deque
from pathlib import Path

import click

from gateway.commands.tell import settings_of_running
from gateway.programs import NAMES

CHOICES = ("telemetry", "requests", *(name for name in NAMES if name != "watch"))


@click.command()
@click.argument("which", type=click.Choice(CHOICES), required=False)
@click.option("-f", "--follow", is_flag=True, help="Go on with what comes, until Ctrl-C.")
@click.option("-n", "--lines", type=click.IntRange(min=0), default=50, show_default=True, help="How many of the last lines to show first.")
def logs(which: str | None, follow: bool, lines: int) -> None:
    """Show the process log of the gateway of this PORT, of one program, its lines about requests, or the telemetry (interceptor.log)."""
    settings = settings_of_running()
    path = settings.data_dir / "interceptor.log" if which == "telemetry" else settings.run_folder / "process.log"
    if not path.exists():
        click.echo(f"There is no {path} yet. Next: ./scripts/start", err=True)
        sys.exit(1)
    one_program = which not in (None, "telemetry")
    if not one_program:
        tail = ["tail", "-n", str(lines), *(["-F"] if follow else []), str(path)]
        os.execvp(tail[0], tail)
    try:
        # With LOG_FORMAT=json the lines about requests bear no name.
        _show_program(path, (b"requests ", b'{"level":') if which == "requests" else f"{which} ".encode(), lines, follow)
    except KeyboardInterrupt:
        return


def _show_program(path: Path, prefix: bytes | tuple[bytes, ...], lines: int, follow: bool) -> None:
    # The log interleaves programs, so one program's last lines are picked from the whole of it.
    with path.open("rb") as log:
        for line in deque((line for line in log if line.startswith(prefix)), maxlen=lines):
            click.echo(line, nl=False)
        shown = log.tell()
    if not follow:
        return
    with subprocess.Popen(["tail", "-c", f"+{shown + 1}", "-F", str(path)], stdout=subprocess.PIPE) as reader:
        for line in reader.stdout or ():
            if line.startswith(prefix):
                click.echo(line, nl=False)
