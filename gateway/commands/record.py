"""openai-code record: a gateway in the foreground that keeps its upstream traffic in a cassette."""

import os
import sys
from pathlib import Path

import click

from gateway.commands.start import start
from gateway.commands.tell import settings_of_running
from gateway.running import instance


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--port", type=click.IntRange(1, 65535), help="The gateway's port, in place of PORT.")
@click.option("--offline", is_flag=True, help="Record the embedded offline backend: no key, no model.")
@click.pass_context
def record(context: click.Context, file: Path, port: int | None, offline: bool) -> None:
    """Start the gateway in the foreground and record what it sends to the upstream and gets back into FILE, until Ctrl-C.

    Prompts and answers are stored, credentials are not: docs/cassettes.md. A FILE that is a cassette already is gone on with.
    """
    os.environ["RECORD_FILE"] = str(file.absolute())
    if port is not None:
        os.environ["PORT"] = str(port)
    settings = settings_of_running()
    running = instance.read(settings.run_folder)
    if running is not None:
        click.echo(
            f"A gateway runs on port {settings.port} already, and does not record. Next: openai-code stop, or --port NUMBER", err=True
        )
        sys.exit(1)
    click.secho(f"RECORDING: every prompt and every answer will be stored in {file}.", err=True, fg="yellow", bold=True)
    context.invoke(start, offline=offline, detach=False, replay=None, pace=None, _detached=False)
