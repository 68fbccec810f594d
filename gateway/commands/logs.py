"""openai-code logs: what the processes print, the records of requests, and the telemetry."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click
import orjson

from gateway.commands.tell import settings_of_running
from gateway.requests.log_reading import shown
from gateway.requests.request_line import PREFIX, text_line
from gateway.running.programs import NAMES
from gateway.settings import Settings
from interceptor import telemetry_line

FILES = {"telemetry": "interceptor.log", "requests": "requests.log"}
CHOICES = (*FILES, *(name for name in NAMES if name != "watch"))
# A line of JSON → one for people; None where it is none of ours.
Pretty = Callable[[bytes], str | None]


@click.command()
@click.argument("which", type=click.Choice(CHOICES), required=False)
@click.option("-f", "--follow", is_flag=True, help="Go on with what comes, until Ctrl-C.")
@click.option("-n", "--lines", type=click.IntRange(min=0), default=50, show_default=True, help="How many of the last lines to show first.")
@click.option("--session", help="Only what is of this session: its id, or how that begins; with requests or telemetry.")
def logs(which: str | None, follow: bool, lines: int, session: str | None) -> None:
    """Show the process log of the gateway of this PORT, of one program, the records of requests, or the telemetry.

    Requests and telemetry are lines for people on a terminal, and the JSON lines of the log in a pipe.
    """
    settings = settings_of_running()
    if session is not None and which not in FILES:
        raise click.UsageError("--session goes with requests or telemetry: what programs print bears no session.")
    path = settings.data_dir / FILES[which] if which in FILES else settings.run_folder / "process.log"
    if not path.exists():
        click.echo(f"There is no {path} yet. Next: ./scripts/start", err=True)
        sys.exit(1)
    if which is None:
        tail = ["tail", "-n", str(lines), *(["-F"] if follow else []), str(path)]
        os.execvp(tail[0], tail)
    try:
        if which in FILES:
            _show(
                path, settings, lines, follow, _wanted(which, settings, session), _pretty(which, settings) if sys.stdout.isatty() else None
            )
        else:
            prefix = f"{which} ".encode()
            _show(path, settings, lines, follow, lambda line: line.startswith(prefix), None)
    except (KeyboardInterrupt, BrokenPipeError):
        # Who read along has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show(path: Path, settings: Settings, count: int, follow: bool, wanted: Callable[[bytes], bool], pretty: Pretty | None) -> None:
    # The log interleaves programs, so one program's last lines are picked from the whole of it.
    for line in shown(path, settings.log_keep, count, wanted, follow):
        _tell(line, pretty)


def _tell(line: bytes, pretty: Pretty | None) -> None:
    text = pretty(line) if pretty else None
    if pretty is None:
        click.echo(line, nl=False)
    elif text is not None:
        click.echo(text, color=True)


def _wanted(which: str, settings: Settings, session: str | None) -> Callable[[bytes], bool]:
    # Others may write into the same folder; telemetry does not say through whom it came.
    others = which == "requests"
    mark = session.encode() if session else b""

    def wanted(line: bytes) -> bool:
        if not session and not others:
            return True
        if mark not in line:
            return False
        try:
            told = orjson.loads(line)
        except orjson.JSONDecodeError:
            return False
        if not isinstance(told, dict) or (others and told.get("gateway", settings.port) != settings.port):
            return False
        return not session or str(told.get("session") or "").startswith(session)

    return wanted


def _pretty(which: str, settings: Settings) -> Pretty:
    colours = "NO_COLOR" not in os.environ and settings.log_format == "auto"
    if which == "telemetry":
        return lambda line: telemetry_line.text_line(line, colours)

    def request(line: bytes) -> str | None:
        try:
            return text_line(orjson.loads(line), settings.log_level, colours).removeprefix(PREFIX)
        except (ValueError, TypeError, AttributeError):
            return None

    return request
