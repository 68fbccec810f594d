"""What the translator is told at start: for each name of the model table, the upstream that answers it, as plain data."""

from collections.abc import Mapping
from typing import Any

from gateway.models import ENVIRONMENT, OPENAI_HOSTS, Deployment, ModelTable
from gateway.setting_types import parts_of
from gateway.settings import Settings
from gateway.upstreams import azure
from gateway.upstreams.providers import ANTHROPIC, AZURE, BY_PREFIX, PROVIDERS

# The providers whose wire the translator speaks itself: prefix in config.yaml → wire API.
WIRES = {provider.prefix: provider.wire for provider in PROVIDERS if provider.wire in ("responses", "chat")} | {"hosted_vllm": "chat"}
# Whom OPENAI_WIRE_API is about; what the others speak is known.
EITHER_WIRE = frozenset("openai custom_openai hosted_vllm".split())
# With anything else LiteLLM has something to do.
PASSED_PARAMS = frozenset(["model", "api_key", "api_base", "extra_headers"])
EFFORTS = {"opus": "big_effort", "fable": "big_effort", "sonnet": "middle_effort", "haiku": "small_effort"}


def routes(table: ModelTable, settings: Settings, values: Mapping[str, str], offline_url: str | None) -> list[dict[str, Any]]:
    """Return one row a deployment, in the order of config.yaml. Keys stay names of variables, as config.yaml has them.

    values: the variables that config.yaml takes from the environment.
    offline_url: address of the offline backend, which then answers for every target.
    """
    return [_row(deployment, settings, values, offline_url) for deployment in table.deployments]


def is_direct(deployment: Deployment) -> bool:
    """Tell whether the translator speaks to a deployment's upstream itself."""
    prefix = deployment.target.partition("/")[0]
    return prefix in WIRES and ("api_base" in deployment.params or bool(prefix in BY_PREFIX and BY_PREFIX[prefix].base))


def is_passed(deployment: Deployment) -> bool:
    """Tell whether the translator hands a deployment's requests on as they came: to Anthropic, where config.yaml wants nothing changed."""
    return deployment.target.startswith("anthropic/") and set(deployment.params) <= PASSED_PARAMS


def _passed(deployment: Deployment, params: dict[str, Any]) -> dict[str, Any]:
    # Never ANTHROPIC_BASE_URL: in the environment of Claude Code's user it leads to this gateway.
    base = str(params.get("api_base") or ANTHROPIC.base).rstrip("/").removesuffix("/messages").removesuffix("/v1")
    return {
        "name": deployment.name,
        "forward": False,
        "model": deployment.target.partition("/")[2],
        "provider": ANTHROPIC.prefix,
        "wire": ANTHROPIC.wire,
        "base": base,
        "key": params.get("api_key"),
        "headers": _headers(params),
    }


def _row(deployment: Deployment, settings: Settings, values: Mapping[str, str], offline_url: str | None) -> dict[str, Any]:
    params = {name: _value(value, values) if name != "api_key" else value for name, value in deployment.params.items()}
    provider, _, model = deployment.target.partition("/")
    if offline_url is None and is_passed(deployment):
        return _passed(deployment, params)
    if offline_url is None and not is_direct(deployment):
        return {"name": deployment.name, "model": deployment.target, "provider": provider, "forward": True}
    forced = settings.openai_wire_api != "auto" and (provider in EITHER_WIRE or provider not in WIRES)
    wire = settings.openai_wire_api if forced else WIRES.get(provider, "responses")
    base, query = f"{offline_url}/v1" if offline_url else _base(provider, params), ""
    if provider == AZURE.prefix and offline_url is None:
        endpoint = azure.endpoint(base, str(params.get("api_version") or ""))
        base, query, wire = endpoint.base, endpoint.query, endpoint.wire
    effort = EFFORTS.get(deployment.family or "")
    return {
        "name": deployment.name,
        "forward": False,
        "model": model,
        "base_model": deployment.base_model,
        "provider": provider,
        "wire": wire,
        "base": base,
        "query": query,
        "auth": AZURE.auth if provider == AZURE.prefix and offline_url is None else "bearer",
        # OpenAI's own API, whoever carries it; dated versions of Azure's refuse what came after their date.
        "openai": bool(offline_url) or _openai(base),
        "key": "offline" if offline_url else params.get("api_key"),
        "headers": {} if offline_url else _headers(params),
        "drop": [] if offline_url else params.get("additional_drop_params", []),
        "family": deployment.family,
        "effort": getattr(settings, effort) if effort else "",
        "max_output": params.get("max_tokens"),
    }


def _openai(base: str) -> bool:
    parts = parts_of(base)
    return parts is not None and OPENAI_HOSTS.fullmatch(parts[0]) is not None and azure.DEPLOYMENT not in base


def _base(provider: str, params: Mapping[str, object]) -> str:
    return str(params.get("api_base") or BY_PREFIX[provider].base).rstrip("/")


def _value(value: object, values: Mapping[str, str]) -> object:
    name = key_name(value)
    return value if name is None else values.get(name)


def _headers(params: dict[str, Any]) -> dict[str, str]:
    headers = {str(name).lower(): str(value) for name, value in (params.get("extra_headers") or {}).items()}
    if params.get("organization"):
        headers["openai-organization"] = str(params["organization"])
    return headers


def key_name(key: object) -> str | None:
    """Return the variable that holds a key written as os.environ/NAME; None for one that stands there itself."""
    return key.removeprefix(ENVIRONMENT) if isinstance(key, str) and key.startswith(ENVIRONMENT) else None
