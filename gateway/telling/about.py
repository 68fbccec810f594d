"""What the gateway may tell of itself: path, backend, models, settings, keys as yes or no. No secret stands in it."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from gateway.check import Configuration
from gateway.models import ModelTable, public_map
from gateway.setting_types import local
from gateway.settings import Settings
from gateway.telling.banner import backend
from gateway.telling.page_facts import page_facts
from gateway.upstreams.catalogue import listed, to_try
from gateway.upstreams.long_context import NAME as LONG_CONTEXT
from gateway.upstreams.routes import key_name
from gateway.upstreams.shown_address import without_secrets
from gateway.upstreams.targets import NO_KEY


def about(config: Configuration, rows: list[dict[str, Any]], limits: Mapping[str, list[int | None]]) -> dict[str, Any]:
    """Return plain JSON, which run_folder writes and the interceptor reads.

    rows, limits: as gateway.upstreams.routes.routes and gateway.upstreams.capabilities.extract return them.
    """
    settings = config.settings
    targets = public_map(config.table)
    shown = [name for name in listed(targets) if name != LONG_CONTEXT]
    bases = [without_secrets(row["base"]) for row in rows if not row["forward"]] + [
        without_secrets(str(deployment.params["api_base"])) for deployment in config.table.deployments if "api_base" in deployment.params
    ]
    return {
        "path": config.choice.path,
        "reason": config.choice.reason,
        "url": settings.local_url,
        "backend": {
            "offline": settings.offline,
            "answers": without_secrets(backend(config)) if not settings.offline else backend(config),
            "base_urls": [] if settings.offline else list(dict.fromkeys(bases)),
        },
        "client_check": "default key" if settings.default_key else "own key",
        "upstream_keys": {} if settings.offline else upstream_keys(config),
        "settings": public_settings(settings),
        "targets": targets,
        "caps": {row["name"]: row["max_output"] for row in rows if row.get("max_output")},
        "limits": dict(limits),
        "page": page_facts(config),
        "listed": shown,
        "to_try": to_try(targets, [*shown, *(name for name in targets if name == LONG_CONTEXT)], _ways(config.table)),
    }


def _ways(table: ModelTable) -> dict[str, str]:
    ways: dict[str, str] = {}
    for deployment in table.deployments:
        params = deployment.params
        # The hash alone: a key may stand there itself.
        where = repr([params.get(name) for name in ("api_base", "api_key", "api_version")])
        ways.setdefault(deployment.name, sha256(where.encode()).hexdigest())
    return ways


def upstream_keys(config: Configuration) -> dict[str, bool]:
    """Return provider → whether a key for it is there, for every provider of the table that is given one."""
    present: dict[str, bool] = {}
    for deployment in config.table.deployments:
        key = deployment.params.get("api_key")
        if key is None or key == NO_KEY:
            continue
        variable = key_name(key)
        there = bool(config.keys.get(variable)) if variable else bool(key)
        provider = deployment.target.partition("/")[0]
        present[provider] = present.get(provider, True) and there
    return present


def public_settings(settings: Settings) -> dict[str, str]:
    """Return every setting that differs from its default and is no secret."""
    told: dict[str, str] = {}
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        usual = local(field.default) if isinstance(field.default, Path) else field.default
        if value != usual and value not in (None, "") and not isinstance(value, SecretStr):
            text = str(int(value)) if isinstance(value, bool) else str(value)
            told[name.upper()] = without_secrets(text) if "://" in text else text
    return told
