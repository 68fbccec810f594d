"""What is different between two configurations: what a reload tells, and what it must refuse."""

from gateway.check import Configuration
from gateway.models import public_map
from gateway.problems import Problem
from gateway.settings import NAMES, Settings

# What the first process, supervisord or the offline backend goes by, none of which can be exchanged under running streams.
FIXED = (
    *("PORT", "HOST", "LITELLM_PORT", "INTERCEPTOR_PORT", "TRANSLATOR_PORT", "DATA_DIR", "RUN_DIR", "OFFLINE", "REPLAY_FILE"),
    *("REPLAY_PACE", "RECORD_FILE", "LOG_MAX_BYTES", "LOG_KEEP", "SHUTDOWN_GRACE"),
)


def fixed(old: Settings, new: Settings) -> list[Problem]:
    """Return a problem for each changed setting that only a new start can follow."""
    remedy = "Put it back, or: openai-code stop, then start."
    return [Problem(name, "has changed, and a running gateway cannot follow that.", remedy) for name in _changed(old, new) if name in FIXED]


def changes(old: Configuration, new: Configuration) -> list[str]:
    """Return what changed, a line each: names of settings, and rows of the model table; never a secret."""
    told = [f"{name} changed" for name in _changed(old.settings, new.settings)]
    told += [f"{name} changed" for name in sorted({*old.keys, *new.keys} - {*NAMES}) if old.keys.get(name) != new.keys.get(name)]
    before, after = public_map(old.table), public_map(new.table)
    for name in [*before, *(name for name in after if name not in before)]:
        if before.get(name) != after.get(name):
            told.append(f"{name}: {before.get(name, 'nothing')} → {after.get(name, 'nothing')}")
    rows = {row.name: (row.params, row.more) for row in old.table.deployments}
    for row in new.table.deployments:
        if row.name in rows and rows[row.name] != (row.params, row.more) and before.get(row.name) == after.get(row.name):
            told.append(f"{row.name}: its parameters changed")
    if len(old.table.deployments) != len(new.table.deployments) and before == after:
        told.append(f"deployments: {len(old.table.deployments)} → {len(new.table.deployments)}")
    for section in sorted({*old.table.rest, *new.table.rest}):
        if old.table.rest.get(section) != new.table.rest.get(section):
            told.append(f"{section} changed")
    if old.choice.path != new.choice.path:
        told.append(f"path: {old.choice.path} → {new.choice.path} ({new.choice.reason})")
    return told


def _changed(old: Settings, new: Settings) -> list[str]:
    return [name for name in NAMES if getattr(old, name.lower()) != getattr(new, name.lower())]
