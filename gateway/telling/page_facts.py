"""What the page shows of the gateway beside its models: lines to paste, the meaning of notes, warnings. No secret stands in it."""

from typing import Any

from gateway.check import Configuration
from gateway.telling.client_settings import base_url, environment, exports, settings_json, telemetry
from translator.notes_table import MEANINGS

# Stands for a key of the user's own, which the page never shows.
KEY_PLACE = "YOUR_PROXY_API_KEY"
SHELLS = ("bash", "fish", "powershell")


def page_facts(config: Configuration) -> dict[str, Any]:
    """Return connect and telemetry (lines by shell, and settings.json's block), notes (kind → sentence) and warnings."""
    url = base_url(config)
    settings = config.settings
    shown = settings.client_key if settings.default_key else KEY_PLACE
    for_client = environment(config, url, shown)
    return {
        "connect": _lines(for_client),
        "telemetry_lines": _lines(telemetry(url, shown)),
        "key_place": "" if settings.default_key else KEY_PLACE,
        "notes": MEANINGS,
        "warnings": [{"what": f"{one.where} {one.what}", "remedy": one.remedy} for one in config.problems if one.level == "warning"],
    }


def _lines(env: dict[str, str]) -> dict[str, str]:
    return {**{shell: exports(env, shell) for shell in SHELLS}, "settings.json": settings_json(env)}
