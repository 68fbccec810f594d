"""The configuration that LiteLLM is started with: config.yaml, resolved, with what only the gateway knows at start."""

import copy
from typing import Any

from gateway.models import DROPPED_WITHOUT_REASONING, WITHOUT_REASONING, Deployment, ModelTable
from gateway.settings import Settings

NAMES_CALLBACK = "gateway.litellm_names.instance"
WARM_UP_NAME = "openai-code-warm-up"


def litellm_config(table: ModelTable, settings: Settings, warm_up_url: str, offline_url: str | None) -> dict[str, Any]:
    """Return LiteLLM's configuration as plain data.

    table: the model table with the settings already applied.
    warm_up_url: address of the backend that start-up warms LiteLLM with.
    offline_url: address of the offline backend, which then answers for every target; None for the real ones.
    """
    config = copy.deepcopy(table.rest)
    config["model_list"] = [_entry(deployment, offline_url) for deployment in table.deployments]
    config["model_list"].append(_warm_up(warm_up_url))
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
    callbacks = lite.get("callbacks") or []
    lite["callbacks"] = [*([callbacks] if isinstance(callbacks, str) else callbacks), NAMES_CALLBACK]
    return config


def _entry(deployment: Deployment, offline_url: str | None) -> dict[str, Any]:
    params = copy.deepcopy(deployment.params)
    if offline_url is not None:
        params = _towards_offline(params, offline_url)
    return {"model_name": deployment.name, "litellm_params": params, **copy.deepcopy(deployment.more)}


def _towards_offline(params: dict[str, Any], offline_url: str) -> dict[str, Any]:
    model = f"openai/{params['model'].partition('/')[2] or params['model']}"
    dropped = params.get("additional_drop_params") or (DROPPED_WITHOUT_REASONING if WITHOUT_REASONING.match(model) else [])
    return {"model": model, "api_base": f"{offline_url}/v1", "api_key": "offline", "additional_drop_params": list(dropped)}


def _warm_up(url: str) -> dict[str, Any]:
    # LiteLLM does not list names with a * under /v1/models.
    params = {"model": "openai/warm-up", "api_key": "none", "api_base": f"{url}/v1"}
    return {"model_name": f"{WARM_UP_NAME}*", "litellm_params": params}
