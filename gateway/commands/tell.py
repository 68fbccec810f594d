"""How the commands tell problems: all of them, to stderr, and what to do next."""

import os
import sys

import click

from gateway.configuration.environment import read
from gateway.problems import Problem, errors
from gateway.running import instance
from gateway.setting_types import PROJECT
from gateway.settings import Settings

# What says which of several gateways is meant.
WHICH = ("PORT", "RUN_DIR")


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


def tells_which(problems: list[Problem]) -> bool:
    """Return whether the settings say which gateway is meant: with a wrong PORT, another one's would be taken for it."""
    return not any(problem.where in WHICH for problem in errors(problems))


def environment_of_running() -> dict[str, str]:
    """Return this process's environment, and with it what the gateway of this PORT was told on its command line: that it is offline."""
    reading = read(os.environ, PROJECT / ".env")
    running = instance.read(reading.settings.run_folder) if tells_which(reading.problems) else None
    offline = running is not None and running.backend.startswith("offline")
    return {**os.environ, **({"OFFLINE": "1"} if offline else {})}


def settings_of_running() -> Settings:
    """Return the settings for a command about a running gateway; exits with status 2 where they do not say which."""
    reading = read(os.environ, PROJECT / ".env")
    tell_and_leave([problem for problem in reading.problems if problem.where in WHICH], "Then try again.")
    return reading.settings
