"""How the commands tell problems: all of them, to stderr, and what to do next."""

import sys

import click

from gateway.problems import Problem, errors


def tell(problems: list[Problem]) -> None:
    """Print every problem on a line of its own, errors first."""
    for problem in sorted(problems, key=lambda problem: problem.level):
        click.secho(str(problem), err=True, fg="red" if problem.level == "error" else "yellow")


def tell_and_leave(problems: list[Problem], next_step: str) -> None:
    """Print every problem; where one is an error, say what to do next and exit with status 2."""
    tell(problems)
    if errors(problems):
        click.echo(next_step, err=True)
        sys.exit(2)
