"""The configuration that LiteLLM is started with: config.yaml, resolved, with what only the gateway knows at start."""

import copy
import re
from dataclasses import dataclass
from typing import Any

from gateway.litellm import inner_door
from gateway.models import ENVIRONMENT, Deployment, ModelTable
from gateway.settings import Settings
from gateway.upstreams.routes import EITHER_WIRE, is_direct

# OpenAI refuses both the request for encrypted reasoning and an effort from models that do not reason; LiteLLM sends both.
WITHOUT_REASONING = re.compile(r"openai/(gpt-4|gpt-3\.5|chatgpt-4o)")
DROPPED_WITHOUT_REASONING = ["include", "thinking", "reasoning", "reasoning_effort"]
# Before and behind those of config.yaml.
ENDINGS_CALLBACK = "gateway.litellm.endings.instance"
NAMES_CALLBACK = "gateway.litellm.hooks.instance"


@dataclass(frozen=True)
class WarmUpTarget:
    """A model name of this start alone, that no client can guess, and the address that answers it."""

    name: str
    url: str


def litellm_config(
    table: ModelTable, settings: Settings, warm_up: WarmUpTarget, offline_url: str | None, path: str = "litellm"
) -> dict[str, Any]:
    """Return LiteLLM's configuration as plain data.

    table: the model table with the settings already applied.
    warm_up: the backend that start-up warms LiteLLM with.
    offline_url: address of the offline backend, which then answers for every target; None for the real ones.
    path: governed sends what the translator can speak to through its inner door, by model_info.supported_endpoints and api_base alone.
    The address there has a place for the door's own, which is looked up for each call: it moves without LiteLLM.
    """
    config = copy.deepcopy(table.rest)
    inner_url = f"{inner_door.PLACE}/inner" if path == "governed" else None
    config["model_list"] = [_entry(deployment, offline_url, inner_url, number) for number, deployment in enumerate(table.deployments)]
    config["model_list"].append(_warm_up(warm_up))
    general = config.setdefault("general_settings", {})
    # LiteLLM refuses to start without one; nginx alone knows it.
    general["master_key"] = "os.environ/LITELLM_MASTER_KEY"
    router = config.setdefault("router_settings", {})
    router.setdefault("num_retries", settings.max_retries)
    # Silence, not the whole answer, is what is bounded: a model may think and write for longer.
    router.setdefault("timeout", settings.request_timeout)
    router.setdefault("stream_timeout", settings.request_timeout)
    lite = config.setdefault("litellm_settings", {})
    lite.setdefault("request_timeout", settings.request_timeout)
    if path == "governed":
        # The inner door pings by itself; LiteLLM's own pings would make every later error an event of another API.
        lite.pop("sse_keepalive_ping_interval_seconds", None)
        _forward_headers(lite, [deployment.name for deployment in table.deployments if offline_url is not None or is_direct(deployment)])
    callbacks = lite.get("callbacks") or []
    lite["callbacks"] = [ENDINGS_CALLBACK, *([callbacks] if isinstance(callbacks, str) else callbacks), NAMES_CALLBACK]
    return config


def _forward_headers(lite: dict[str, Any], names: list[str]) -> None:
    """Have the client's own x- headers reach the inner door: its session and request are named there."""
    groups = lite.get("model_group_settings") or {}
    wanted = [*(groups.get("forward_client_headers_to_llm_api") or []), *names]
    if not wanted:
        # LiteLLM takes an empty list for every name.
        return
    lite["model_group_settings"] = groups
    groups["forward_client_headers_to_llm_api"] = list(dict.fromkeys(wanted))


def _entry(deployment: Deployment, offline_url: str | None, inner_url: str | None, number: int) -> dict[str, Any]:
    params = copy.deepcopy(deployment.params)
    more = copy.deepcopy(deployment.more)
    if inner_url is not None and (offline_url is not None or is_direct(deployment)):
        prefix, _, model = params["model"].partition("/")
        if prefix not in EITHER_WIRE:
            # What LiteLLM does of its own for other providers is not for the inner door, which knows the upstream's address and version.
            params = {name: value for name, value in params.items() if name != "api_version"} | {"model": f"custom_openai/{model}"}
        params |= {"api_base": f"{inner_url}/{number}/v1", "api_key": f"{ENVIRONMENT}INNER_SECRET"}
        # The inner door refuses nothing of the Messages API; LiteLLM would refuse what it does not know such a model to take (speed).
        params.setdefault("drop_params", True)
        # LiteLLM then hands the Messages API's own bytes on instead of translating them.
        more["model_info"] = {**more.get("model_info", {}), "supported_endpoints": ["/v1/messages"]}
    elif offline_url is not None:
        params = _towards_offline(params, offline_url)
    if inner_url is None and WITHOUT_REASONING.match(params["model"]):
        params.setdefault("additional_drop_params", list(DROPPED_WITHOUT_REASONING))
    return {"model_name": deployment.name, "litellm_params": params, **more}


def _towards_offline(params: dict[str, Any], offline_url: str) -> dict[str, Any]:
    model = f"openai/{params['model'].partition('/')[2] or params['model']}"
    dropped = {"additional_drop_params": params["additional_drop_params"]} if "additional_drop_params" in params else {}
    return {"model": model, "api_base": f"{offline_url}/v1", "api_key": "offline", **dropped}


def _warm_up(target: WarmUpTarget) -> dict[str, Any]:
    # LiteLLM does not list names with a * under /v1/models.
    params = {"model": "openai/warm-up", "api_key": "none", "api_base": f"{target.url}/v1"}
    return {"model_name": f"{target.name}*", "litellm_params": params}
