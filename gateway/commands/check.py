"""openai-code check: everything that is wrong with the configuration, at once, without starting anything."""

import os
import sys

import click

from gateway.check import configuration
from gateway.commands.tell import tell, tells_which
from gateway.configuration.obstacles import obstacles
from gateway.models import public_map
from gateway.problems import errors
from gateway.running import instance


@click.command()
def check() -> None:
    """Report every problem of the settings, config.yaml, ports and folders, each with its remedy.

    Exits with 2 where something would stop a start, 0 otherwise.
    """
    config = configuration(os.environ)
    running = instance.read(config.settings.run_folder) if tells_which(config.problems) else None
    problems = config.problems + (obstacles(config) if running is None else [])
    tell(problems)
    if errors(problems):
        click.echo(f"{len(errors(problems))} to mend. Every setting: docs/configuration.md.", err=True)
        sys.exit(2)
    click.echo(f"The configuration is sound: {len(public_map(config.table))} model names, port {config.settings.port}.")
    click.echo("Next: ./scripts/start" if running is None else "The gateway runs with it, or with what it was when it started.")
