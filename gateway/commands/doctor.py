"""openai-code doctor: what is wrong, looked for step by step, and what mends it."""

import json
import os
import sys
from pathlib import Path

import click

from gateway.check import configuration
from gateway.commands.tell import environment_of_running, tells_which
from gateway.doctor.examination import examine, keep, report
from gateway.doctor.finding import Case
from gateway.running import instance

COLOURS = {"well": "green", "ill": "red", "untold": None}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, once all is looked at.")
def doctor(as_json: bool) -> None:
    """Look for what is wrong: settings, processes, ports, upstreams, keys, models, Claude Code's own settings, telemetry.

    Each step shows ✓, ✗ or a dash (nothing to tell); each ✗ ends with what mends it. One tiny message goes to each mapped model.
    Exits with 0 where all is well, 1 otherwise.
    """
    environ = environment_of_running()
    config = configuration(environ)
    running = instance.read(config.settings.run_folder) if tells_which(config.problems) else None
    case = Case(config, running, environ, Path(os.environ.get("HOME") or "/"), Path.cwd())
    findings = []
    for finding in examine(case):
        findings.append(finding)
        if not as_json:
            click.secho(str(finding), fg=COLOURS[finding.state])
    result = report(findings, config.settings.port)
    keep(config.settings.data_dir, result)
    if as_json:
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
    else:
        ill = sum(finding.state == "ill" for finding in findings)
        click.echo("All is well." if not ill else f"{ill} to mend.")
    sys.exit(0 if result["well"] else 1)
