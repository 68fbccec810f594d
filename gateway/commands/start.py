"""openai-code start: check everything, then run in the foreground or leave it running."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click

from gateway.check import Configuration, configuration
from gateway.commands.tell import tell_and_leave, tells_which
from gateway.configuration.cassette_problems import cassette_problems
from gateway.configuration.obstacles import obstacles
from gateway.launch import FAILED_FILE, Launch
from gateway.running import instance
from gateway.telling.banner import start_block

DETACHED = "_detached"


@click.command()
@click.option("--offline", is_flag=True, help="Answer from the embedded offline backend: no key, no model (the same as OFFLINE=1).")
@click.option(
    "--replay",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --offline: answer from a recording (the same as REPLAY_FILE).",
)
@click.option("--pace", type=click.Choice(["none", "original"]), help="With --replay: at once, or in the time that the recording took.")
@click.option("--detach", is_flag=True, help="Return once everything answers, and leave it running.")
@click.option(f"--{DETACHED}", DETACHED, is_flag=True, hidden=True)
def start(offline: bool, replay: Path | None, pace: str | None, detach: bool, _detached: bool) -> None:
    """Start the gateway, and wait until it answers.

    Settings come from the environment and .env: see docs/configuration.md. Ctrl-C, or openai-code stop, ends everything.
    """
    if offline:
        os.environ["OFFLINE"] = "1"
    if replay is not None:
        os.environ["REPLAY_FILE"] = str(replay.absolute())
    if pace is not None:
        os.environ["REPLAY_PACE"] = pace
    config = configuration(os.environ)
    running = _running(config.settings.run_folder) if tells_which(config.problems) else None
    if running is not None and not running.ready:
        click.echo(f"It is starting already (pid {running.pid}). Next: openai-code status")
        return
    if running is not None:
        click.echo(f"It already runs (pid {running.pid}, backend {running.backend}).\n")
        click.echo(start_block(config, detached=True))
        return
    problems = config.problems + cassette_problems(config) + obstacles(config)
    tell_and_leave(problems, "Mend these, then start again. Every setting: docs/configuration.md.")
    if _detached:
        sys.exit(Launch(config, detached=True).run())
    if detach:
        _leave_running(config)
        return
    sys.exit(Launch(config, detached=False).run())


def _running(folder: Path) -> instance.Instance | None:
    """Return the instance of this folder; one that is just ending is waited for, and is none."""
    began = told = time.monotonic()
    while (running := instance.read(folder)) is not None and running.stopping:
        time.sleep(0.1)
        if time.monotonic() - told >= 2:
            told = time.monotonic()
            click.echo(f"The former one stops … {told - began:.0f} s")
    return running


def _leave_running(config: Configuration) -> None:
    folder = config.settings.run_folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FAILED_FILE).unlink(missing_ok=True)
    command = [sys.executable, "-m", "gateway.cli", "start", f"--{DETACHED}"]
    with (folder / "process.log").open("ab") as output:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    try:
        _wait(child, folder)
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        raise
    click.echo(start_block(config, detached=True))


def _wait(child: subprocess.Popen[bytes], folder: Path) -> None:
    began = told = time.monotonic()
    while True:
        running = instance.read(folder)
        if running is not None and running.ready:
            return
        # Of two starts at the same moment one gives way, and waits for the other.
        if child.poll() is not None and running is None and not instance.under_way(folder):
            click.secho(_why(folder, child.returncode), err=True, fg="red")
            sys.exit(1)
        time.sleep(0.1)
        if time.monotonic() - told >= 2:
            told = time.monotonic()
            click.echo(f"Starting … {told - began:.0f} s")


def _why(folder: Path, status: int) -> str:
    """Return why the start came to nothing; status: of the first process, negative where a signal ended it."""
    try:
        return (folder / FAILED_FILE).read_text(encoding="utf-8")
    except OSError:
        if status in (0, -signal.SIGTERM):
            return "The gateway was stopped while it started."
        return f"The gateway ended while it started: see {folder / 'process.log'}."
