"""openai-code status: does each process run, does each service answer."""

import sys
from http.client import HTTPException
from typing import cast
from xmlrpc.client import Error, ServerProxy

import click
import httpx
from supervisor.xmlrpc import SupervisorTransport

from gateway import instance
from gateway.commands.tell import settings_of_running

DOWN = 1
# supervisord counts a program as started only after its startsecs.
PLAIN = {"RUNNING": "runs", "STARTING": "runs", "BACKOFF": "restarts", "EXITED": "restarts", "FATAL": "failed", "STOPPING": "stops"}


@click.command()
def status() -> None:
    """Show the processes of the gateway of this PORT and whether it answers; exits with 1 where it does not."""
    settings = settings_of_running()
    running = instance.read(settings.run_folder)
    if running is None:
        click.echo(f"No gateway runs on port {settings.port}. Next: ./scripts/start")
        sys.exit(DOWN)
    click.echo(f"openai-code on port {running.port}, pid {running.pid}, backend {running.backend}\n")
    for name, state, description in _processes(running.socket):
        click.echo(f"  {name:<12} {state:<9} {description}")
    answer = _health(f"http://{settings.reached_at}:{running.port}/health")
    click.echo(f"\n  health       {answer}")
    if not answer.startswith("ok"):
        click.echo("Next: openai-code logs litellm, or openai-code logs nginx")
        sys.exit(DOWN)


def _processes(socket: str) -> list[tuple[str, str, str]]:
    try:
        supervisor = ServerProxy("http://127.0.0.1", transport=SupervisorTransport(None, None, f"unix://{socket}"))
        rows = cast("list[dict[str, str]]", supervisor.supervisor.getAllProcessInfo())
    except (OSError, Error, HTTPException):
        # Error: while it stops, it answers nothing else.
        return [("supervisord", "silent", f"does not answer on {socket}")]
    return [
        (row["name"], PLAIN.get(row["statename"], row["statename"]), f"pid {row['pid']}" if row["pid"] else "")
        for row in rows
        if row["statename"] != "STOPPED"
    ]


def _health(url: str) -> str:
    try:
        answer = httpx.get(url, timeout=5, trust_env=False)
        body = answer.json()
        told = body.get("telemetry", {}).get("reason")
        return f"{body['status']}{f': {told}' if told else ''}"
    except (httpx.HTTPError, ValueError, KeyError):
        return "no answer"
