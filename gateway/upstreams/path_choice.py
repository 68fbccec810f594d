"""Which way messages go: direct, governed or litellm; chosen once, at start, and told with its reason."""

from dataclasses import dataclass
from typing import Any, Literal

from gateway.models import ModelTable
from gateway.settings import Settings
from gateway.upstreams.routes import is_direct

Path = Literal["direct", "governed", "litellm"]

# What the direct path honours by itself. A key that is not here may govern requests, and is never skipped in silence.
PARAMS = frozenset("model api_key api_base api_version organization extra_headers max_tokens additional_drop_params".split())
REST: dict[str, frozenset[str]] = {
    "litellm_settings": frozenset(
        "drop_params reasoning_auto_summary sse_keepalive_ping_interval_seconds strip_anthropic_total_tokens".split()
    ),
    "router_settings": frozenset(["disable_cooldowns"]),
    "general_settings": frozenset(["cancel_on_disconnect"]),
}


@dataclass(frozen=True)
class Choice:
    """The path, why it was chosen, and, where TRANSLATOR forces what cannot be, what stands against it."""

    path: Path
    reason: str
    fault: str = ""


def choose(table: ModelTable, settings: Settings) -> Choice:
    """Return the path for this model table."""
    governing = governed_by(table)
    if settings.translator == "litellm":
        return Choice("litellm", "TRANSLATOR=litellm")
    if settings.translator == "governed":
        return Choice("governed", "TRANSLATOR=governed")
    if settings.translator == "direct":
        return Choice("direct", "TRANSLATOR=direct", f"{governing}, which the direct path would not honour" if governing else "")
    if governing:
        return Choice("governed", f"config.yaml has {governing}")
    return Choice("direct", "config.yaml has nothing that LiteLLM would have to govern")


def governed_by(table: ModelTable) -> str | None:
    """Return the first thing in config.yaml that the direct path does not honour, in words; None where there is none."""
    seen: set[str] = set()
    for deployment in table.deployments:
        if deployment.name in seen:
            return f"several deployments of {deployment.name}"
        seen.add(deployment.name)
        more = sorted(name for name, value in deployment.more.items() if not _honoured(name, value))
        if more:
            return f"{deployment.name}: {', '.join(more)}"
        unknown = sorted(set(deployment.params) - PARAMS) if is_direct(deployment) else []
        if unknown:
            return f"{deployment.name}: {', '.join(unknown)}"
    for section, value in table.rest.items():
        unknown = sorted(set(_names(value)) - REST.get(section, frozenset()))
        if section not in REST:
            return section
        if unknown:
            return f"{section}: {', '.join(unknown)}"
    return None


def _honoured(name: str, value: object) -> bool:
    """Tell whether the direct path honours what stands beside litellm_params: of model_info, what model a deployment's name stands for."""
    return name == "model_info" and isinstance(value, dict) and set(value) == {"base_model"} and isinstance(value["base_model"], str)


def _names(value: Any) -> list[str]:  # noqa: ANN401 (whatever config.yaml holds)
    return [str(name) for name in value] if isinstance(value, dict) else ["a value that is no table"] if value else []
