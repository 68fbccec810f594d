"""Does each process run, and does the gateway answer."""

from collections.abc import Iterator

from gateway.commands.status import health, processes
from gateway.doctor.finding import Case, Finding

STEP = "processes"


def look(case: Case) -> Iterator[Finding]:
    """Tell each program that does not run, and the gateway's own health."""
    running, settings = case.running, case.config.settings
    if running is None:
        yield Finding(STEP, "ill", f"No gateway runs on port {settings.port}.", case.start)
        return
    rows = processes(running.socket)
    down = [(name, state) for name, state, _ in rows if state not in ("runs", "stops")]
    for name, state in down:
        yield Finding(
            STEP, "ill", f"{name}: {state}", f"openai-code logs {name}" if name != "supervisord" else "openai-code stop, then start"
        )
    if not down:
        yield Finding(STEP, "well", f"{', '.join(dict.fromkeys(name for name, _, _ in rows))} run (pid {running.pid})")
    up, told = health(f"{settings.local_url}/health", settings.client_key)
    well = up and told.partition(":")[0] == "ok"
    yield Finding("health", "well" if well else "ill", told, "" if well else "Wait ten seconds after a start; then: openai-code logs")
