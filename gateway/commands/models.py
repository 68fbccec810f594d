"""openai-code models: what answers each name, and why."""

import json
import os
import sys

import click

from gateway.check import configuration
from gateway.commands.tell import tell
from gateway.problems import errors
from gateway.upstreams.model_report import LITELLM, Answer, answers

WIRES = {
    "responses": "the Responses API",
    "chat": "chat completions",
    "anthropic": "the Messages API, unchanged",
    LITELLM: "translated by LiteLLM",
}


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list with one object a name.")
def models(names: tuple[str, ...], as_json: bool) -> None:
    """Show what each family of Claude's names, and each NAME, is answered by, and which setting or row says so.

    Exits with 1 where a NAME is answered by nothing, 2 where the configuration has errors.
    """
    config = configuration(os.environ)
    tell(config.problems)
    found = answers(config, names)
    if as_json:
        click.echo(json.dumps([answer.data() for answer in found], indent=2))
    else:
        click.echo("\n".join(line for answer in found for line in _lines(answer)))
    if errors(config.problems):
        sys.exit(2)
    if any(not answer.target for answer in found[-len(names) :] if names):
        sys.exit(1)


def _lines(answer: Answer) -> list[str]:
    if not answer.target:
        return [f"{answer.asked}  →  nothing: 404. Closest names: {', '.join(answer.closest)}"]
    limits = [f"{answer.max_output} tokens of answer"] if answer.max_output else []
    limits += [f"{answer.context} of prompt"] if answer.context else []
    at = f" at {answer.address}" if answer.address else ""
    return [
        f"{answer.asked}  →  {answer.target}",
        f"  why       {answer.why}, row {answer.row}",
        f"  provider  {answer.provider}, {WIRES[answer.wire]}{at}",
        f"  limits    {', '.join(limits) or 'not known'}",
    ]
