"""The real client's sessions that the page is looked at with."""

from pathlib import Path

import httpx

from tests.client import claude, telemetry
from tests.gateway import Gateway, eventually

SUBAGENT = "Use a subagent to write sub.txt saying 'from below', then read it. Then read sub.txt."
FAILING = '[[offline:error {"status":500}]] Say hello'


def with_subagent(gateway: Gateway, folder: Path) -> claude.Run:
    """Run a session that has a subagent work, on a model with losses; it must end well."""
    arguments = ("--model", "sonnet", "--allowedTools", "Agent Write Read")
    ended = claude.run(claude.CURRENT, gateway.url, SUBAGENT, folder, arguments, telemetry.settings(gateway.url), timeout=100)
    assert (ended.code, ended.result.get("is_error")) == (0, False), ended
    return ended


def failing(gateway: Gateway, folder: Path) -> claude.Run:
    """Run a session whose upstream fails."""
    ended = claude.run(claude.CURRENT, gateway.url, FAILING, folder, env=telemetry.settings(gateway.url), timeout=100)
    assert ended.code == 1, ended
    return ended


def indexed(gateway: Gateway) -> None:
    """Wait until the index holds all requests and events of the logs."""

    def all_there() -> bool:
        requests = httpx.get(f"{gateway.url}/api/usage").json()["totals"]["requests"]
        events = httpx.get(f"{gateway.url}/api/usage/telemetry").json()["summary"]["total"]
        return bool((requests, events) == (len(gateway.records()), len(gateway.events())))

    eventually(all_there)
