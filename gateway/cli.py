"""The command line: openai-code start | stop | status | …, each command imported only when it is asked for."""

from gateway.running.quiet_interrupt import over  # isort: split

from importlib import import_module
from pathlib import Path

import click

# Each is the function of its name in gateway/commands/NAME.py, with _ for -.
HERE = Path(__file__).parent / "commands"
COMMANDS = ("check", "connect", "doctor", "logs", "models", "record", "reload", "replay", "start", "status", "stop", "usage")


class Commands(click.Group):
    """Imports what is asked for alone: Ctrl-C while the rest would load is then no traceback but an end."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return [name for name in COMMANDS if (HERE / f"{name}.py").exists()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command; None where there is none of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found = getattr(import_module(f"gateway.commands.{cmd_name}"), cmd_name)
        over()
        return found if isinstance(found, click.Command) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="openai-code")
def main() -> None:
    """Run Claude Code, and any Anthropic API client, on OpenAI's and other models."""


if __name__ == "__main__":
    main(prog_name="openai-code")
