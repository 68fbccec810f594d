"""openai-code usage: what was asked, what it took, what it cost."""

import csv
import json
import sqlite3
import sys
import time
from datetime import UTC, datetime
from typing import Any

import click

from gateway.commands.tell import settings_of_running
from interceptor.usage.amounts import By
from interceptor.usage.from_logs import up_to_date
from interceptor.usage.params import moment
from interceptor.usage.queries import NotAnswered

Json = dict[str, Any]
COLUMNS = ("requests", "errors", "prompt", "cached", "output", "tool calls", "cost", "at Claude's")


def _since(_context: click.Context, _parameter: click.Parameter, value: str | None) -> float | None:
    try:
        return moment(value) if value else None
    except ValueError as error:
        raise click.BadParameter(f"{value} {error}.") from None


@click.command()
@click.option("--by", type=click.Choice(["session", "model", "day"]), default="model", show_default=True, help="What a row is.")
@click.option("--since", callback=_since, help="From when: an age (90m, 24h, 7d) or a date (2026-11-20), in UTC.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV.")
@click.option("--json", "form", flag_value="json", help="Print JSON, as GET /api/usage answers.")
def usage(by: By, since: float | None, form: str | None) -> None:
    """Show requests, tokens and cost by model, session or day, from the records in DATA_DIR; the gateway need not run."""
    settings = settings_of_running()
    try:
        with up_to_date(settings.data_dir, settings.log_keep) as index:
            told = index.usage(since, None, by)
    except (NotAnswered, OSError, sqlite3.Error) as error:
        click.echo(f"{settings.data_dir}/requests.log cannot be read: {error}", err=True)
        sys.exit(1)
    if form == "json":
        click.echo(json.dumps(told, indent=2))
    elif form == "csv":
        _csv(told)
    elif not told["totals"]["requests"]:
        click.echo("No request has been recorded" + (" since then." if since else f" in {settings.data_dir} yet."))
    else:
        click.echo("\n".join(table(told, by)))


def table(told: Json, by: By) -> list[str]:
    """Return the rows and their sum as aligned lines."""
    first = {"session": ("session", "last active"), "model": ("model", "target"), "day": ("day",)}[by]
    rows = [[*_names(row, by), *_cells(row)] for row in told["rows"]]
    total = ["total", *[""] * (len(first) - 1), *_cells(told["totals"])]
    lines = [[*first, *COLUMNS], *rows, total]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return [
        "  ".join(
            cell.ljust(width) if at < len(first) else cell.rjust(width) for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]


def _names(row: Json, by: By) -> list[str]:
    match by:
        case "session":
            return [row["session"], time.strftime("%Y-%m-%d %H:%M", time.localtime(row["last"]))]
        case "model":
            return [row["model"] or "(not configured)", row["target"] or "-"]
        case "day":
            return [datetime.fromtimestamp(row["day"], UTC).date().isoformat()]


def _cells(counts: Json) -> list[str]:
    share = counts["cached_share"]
    tokens = [f"{counts['input'] + counts['cached']:,}", "-" if share is None else f"{share:.0%}", f"{counts['output']:,}"]
    calls = f"{counts['tools']:,}" + (f" ({counts['tool_errors']:,} failed)" if counts["tool_errors"] else "")
    return [f"{counts['requests']:,}", f"{counts['errors']:,}", *tokens, calls, f"${counts['cost']:,.4f}", f"${counts['claude_cost']:,.4f}"]


def _csv(told: Json) -> None:
    rows = told["rows"]
    if rows:
        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _spelled(name, value) for name, value in row.items()} for row in rows)


def _spelled(name: str, value: Any) -> Any:  # noqa: ANN401 (a JSON value)
    """Return a value as a spreadsheet takes it: days and times, in UTC, and not their seconds."""
    if name not in ("day", "first", "last"):
        return value
    at = datetime.fromtimestamp(value, UTC)
    return at.date().isoformat() if name == "day" else at.isoformat(" ", "seconds").removesuffix("+00:00")
