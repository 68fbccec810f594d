"""openai-code status: does each process run, does each service answer."""

import sys
from http.client import HTTPException
from typing import cast
from xmlrpc.client import Error, ServerProxy

import click
import httpx
from supervisor.xmlrpc import SupervisorTransport

from gateway.commands.tell import settings_of_running
from gateway.running import instance
from gateway.running.readiness import own_tls

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
    for name, state, description in processes(running.socket):
        click.echo(f"  {name:<12} {state:<9} {description}")
    up, answer = health(f"{settings.local_url}/health", settings.client_key)
    click.echo(f"\n  health       {answer}")
    if not up:
        click.echo("Next: openai-code logs, or openai-code logs nginx")
        sys.exit(DOWN)


def processes(socket: str) -> list[tuple[str, str, str]]:
    """Return each program's name, its state in plain words, and its pid in words."""
    try:
        supervisor = ServerProxy("http://127.0.0.1", transport=SupervisorTransport(None, None, f"unix://{socket}"))
        rows = cast("list[dict[str, str]]", supervisor.supervisor.getAllProcessInfo())
    except (OSError, Error, HTTPException):
        # Error: while it stops, it answers nothing else.
        return [("supervisord", "silent", f"does not answer on {socket}")]
    return [
        (row["name"].partition("-")[0], PLAIN.get(row["statename"], row["statename"]), f"pid {row['pid']}" if row["pid"] else "")
        for row in rows
        if row["statename"] != "STOPPED"
    ]


def health(url: str, key: str) -> tuple[bool, str]:
    """Return whether messages are answered, and the health in words."""
    try:
        answer = httpx.get(url, headers={"x-api-key": key}, timeout=5, trust_env=False, verify=own_tls())
        body = answer.json()
        missing = [f"{name} does not answer (yet)" for name, state in body.get("services", {}).items() if state == "down"]
        told = [*missing, *filter(None, [body.get("telemetry", {}).get("reason")])]
        return answer.is_success, f"{body['status']}{': ' if told else ''}{'; '.join(told)}"
    except (httpx.HTTPError, ValueError, KeyError, AttributeError):
        return False, "no answer"
