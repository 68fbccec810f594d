"""The command line: openai-code start | stop | status | check | logs | record | replay."""

import click

from gateway.commands import check, logs, record, replay, start, status, stop


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="openai-code")
def main() -> None:
    """Run Claude Code, and any Anthropic API client, on OpenAI's and other models."""


main.add_command(start.start)
main.add_command(stop.stop)
main.add_command(status.status)
main.add_command(check.check)
main.add_command(logs.logs)
main.add_command(record.record)
main.add_command(replay.replay)

if __name__ == "__main__":
    main(prog_name="openai-code")
