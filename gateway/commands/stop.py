"""openai-code stop: end the instance of this PORT."""

import os
import signal
import sys
import time

import click
import psutil

from gateway.commands.tell import settings_of_running
from gateway.running import instance


@click.command()
def stop() -> None:
    """Stop the gateway of this PORT (3999); streams in flight get SHUTDOWN_GRACE seconds to finish.

    Needs no other valid setting than PORT and RUN_DIR.
    """
    settings = settings_of_running()
    running = instance.read(settings.run_folder)
    if running is None:
        click.echo(f"No gateway runs on port {settings.port}. One on another port: PORT=NUMBER ./scripts/stop")
        return
    try:
        os.kill(running.pid, signal.SIGTERM)
    except PermissionError:
        click.echo(f"It belongs to {psutil.Process(running.pid).username()}: stop it as that user.", err=True)
        sys.exit(1)
    except ProcessLookupError:
        # It has ended since.
        pass
    began = told = time.monotonic()
    while psutil.pid_exists(running.pid) and instance.read(settings.run_folder) is not None:
        time.sleep(0.05)
        if time.monotonic() - told >= 2:
            told = time.monotonic()
            click.echo(f"Stopping … {told - began:.0f} s")
        if time.monotonic() - began > settings.shutdown_grace + 30:
            click.echo(f"It does not stop. End it with: kill -9 {running.pid}", err=True)
            sys.exit(1)
    click.echo(f"Stopped the gateway on port {settings.port}. Start it again: ./scripts/start")
