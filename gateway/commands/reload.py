"""openai-code reload: a changed .env or config.yaml takes effect, and no stream is dropped."""

import sys

import click

from gateway.commands.tell import settings_of_running
from gateway.running import control, instance
from gateway.running.sockets import socket_path


@click.command()
def reload() -> None:
    """Have the running gateway of this PORT read .env and config.yaml again (the same as SIGHUP to it).

    Everything is checked first: with anything wrong, all of it is told and the gateway runs on with what it had. Streams in flight finish
    with what they began with; LiteLLM alone, which cannot reload, is restarted once its streams have ended or SHUTDOWN_GRACE is over.
    Variables of the environment stay those of the start. Exits with 0, with 1 where it failed, with 2 where it was refused.
    """
    settings = settings_of_running()
    running = instance.read(settings.run_folder)
    if running is None:
        others = sorted(one.port for one in instance.all_in(settings.run_dir))
        hint = f"One on port {others[0]} does: PORT={others[0]} openai-code reload" if others else "Next: ./scripts/start"
        click.echo(f"No gateway runs on port {settings.port}. {hint}", err=True)
        sys.exit(1)
    try:
        status = control.reload(socket_path(settings, "control"), click.echo)
    except control.ControlError as error:
        click.echo(f"{error}. Next: openai-code status", err=True)
        status = 1
    sys.exit(status)
