"""Does each mapped model stream a tool call."""

from collections.abc import Iterator

from gateway.doctor.finding import Case, Finding
from gateway.models import filled, find
from gateway.telling.client_settings import models
from gateway.telling.trial import try_models

STEP = "model"


def look(case: Case) -> Iterator[Finding]:
    """Send one tiny message to each target that the families lead to."""
    if case.running is None:
        yield Finding(STEP, "untold", "no gateway runs that could be asked")
        return
    settings, table = case.config.settings, case.config.table
    rows = {deployment.name: deployment for deployment in table.deployments}
    targets: dict[str, str] = {}
    for name in models(case.config).values():
        row = find(rows, name)
        targets.setdefault(filled(row, rows[row].target, name) if row else name, name)
    if not targets:
        yield Finding(STEP, "ill", "config.yaml has no opus, sonnet, haiku or fable.", "Give one of them a row in config.yaml.")
    for target, trial in zip(targets, try_models(settings.local_url, settings.client_key, list(targets.values()), tool=True), strict=True):
        if trial.ok:
            yield Finding(STEP, "well", f"{trial.name} → {target} streams a tool call ({trial.latency_ms / 1000:.1f} s)")
        else:
            told = f"{trial.name} → {target}: {trial.message or trial.error}"
            yield Finding(STEP, "ill", told, f"openai-code models {trial.name}; openai-code logs, at {trial.request_id or 'its time'}")
