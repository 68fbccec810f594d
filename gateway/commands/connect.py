"""openai-code connect: what to set in Claude Code for this gateway."""

import json
import sys

import click

from gateway.check import configuration
from gateway.commands.tell import environment_of_running, tell_and_leave
from gateway.problems import errors
from gateway.telling.client_settings import base_url, environment, exports, models, settings_json
from gateway.telling.trial import Trial, try_models

TOLD = ("PORT", "HOST", "RUN_DIR", "PUBLIC_HOST", "PROXY_API_KEY", "PROXY_API_KEY_FILE", "TLS_CERT", "TLS_KEY", "CONFIG_FILE")
NEXT = "Next: openai-code doctor, which looks for the reason."


@click.command()
@click.option("--shell", type=click.Choice(["bash", "fish", "powershell"]), default="bash", show_default=True, help="Whose lines to print.")
@click.option("--settings-json", "as_settings", is_flag=True, help="Print the block for ~/.claude/settings.json instead.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--url", metavar="URL", help="The address that the client reaches the gateway by, where that is another one.")
@click.option("--check", "checks", is_flag=True, help="Send one real request with these settings and say what came back.")
def connect(shell: str, as_settings: bool, as_json: bool, url: str | None, checks: bool) -> None:
    """Print Claude Code's settings for this gateway, the client's key among them: eval "$(openai-code connect)" sets them in a shell.

    With --check, exits with 1 where the request is not answered.
    """
    config = configuration(environment_of_running())
    # Whether the upstream's key is there is no matter of the client's.
    tell_and_leave([problem for problem in errors(config.problems) if problem.where in TOLD], "Mend these, then try again.")
    where = (url or base_url(config)).rstrip("/")
    if not where.startswith(("http://", "https://")):
        raise click.BadParameter("is not an http:// or https:// address", param_hint="--url")
    env = environment(config, where)
    trial = None
    if checks:
        # The one that the client begins with.
        names = list(models(config).values())[:1]
        trial = next(iter(try_models(where, config.settings.client_key, names, tool=True)), Trial("", message="No model is configured."))
    if as_json:
        found = {"base_url": where, "models": models(config), "env": env, "check": vars(trial) if trial else None}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        click.echo(settings_json(env) if as_settings else exports(env, shell))
        if trial is not None:
            _tell(trial, where)
    sys.exit(0 if trial is None or trial.ok else 1)


def _tell(trial: Trial, url: str) -> None:
    if trial.ok:
        # On stderr, so that eval takes the lines alone.
        click.echo(f"✓ {trial.name} at {url} called a tool, streamed, in {trial.latency_ms / 1000:.1f} s.", err=True)
    else:
        click.echo(f"✗ {trial.name} at {url}: {trial.message or trial.error} {NEXT}", err=True)
