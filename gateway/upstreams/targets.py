"""The settings applied to config.yaml: the models, the provider and the home upstream that they name, each with its key and address."""

from dataclasses import replace
from typing import Any

from gateway.models import ENVIRONMENT, FAMILIES, OPENAI_HOSTS, Deployment, ModelTable
from gateway.setting_types import parts_of
from gateway.settings import Settings
from gateway.upstreams import azure
from gateway.upstreams.home import Home, home_of
from gateway.upstreams.pass_through import with_passing
from gateway.upstreams.providers import AZURE, BY_PREFIX, GEMINI, OPENAI
from gateway.upstreams.resolve import OPENAI_NAMES, Resolved, resolve

SIZES = ("big_model", "middle_model", "small_model")
# What a server that wants no key is shown: LiteLLM calls none without one.
NO_KEY = "none-needed"


def override(table: ModelTable, settings: Settings) -> ModelTable:
    """Return config.yaml's table with the settings applied: each deployment as LiteLLM and gateway.upstreams.routes take it."""
    home = home_of(settings)
    wanted = [_targeted(deployment, settings, home) for deployment in table.deployments]
    table = with_passing(replace(table, deployments=tuple(wanted)), settings, home)
    return replace(table, deployments=tuple(_addressed(deployment, settings, home) for deployment in table.deployments))


def _targeted(deployment: Deployment, settings: Settings, home: Home) -> Deployment:
    """Return the deployment with the target that the settings want for its name; one of config.yaml's own stays as it is."""
    found, why = _wanted(deployment, settings, home)
    if found is None:
        return deployment
    return replace(deployment, params=_retargeted(deployment.params, found.model), why=f"{why}; {found.why}" if found.why else why)


def _wanted(deployment: Deployment, settings: Settings, home: Home) -> tuple[Resolved | None, str]:
    family = deployment.family
    if family is None:
        return None, ""
    if settings.preferred_provider == "anthropic":
        return resolve(f"anthropic/{deployment.name}", settings), "PREFERRED_PROVIDER=anthropic"
    size = FAMILIES[family]
    model, why = getattr(settings, size), f"{size.upper()}={getattr(settings, size)}"
    if not model and family == "sonnet" and settings.big_model:
        model, why = settings.big_model, f"BIG_MODEL={settings.big_model}, since MIDDLE_MODEL is unset"
    if model:
        return resolve(model, settings), why
    if settings.preferred_provider == "google":
        return resolve(GEMINI.models[SIZES.index(size)], settings), f"PREFERRED_PROVIDER=google, and {size.upper()} is unset"
    # OpenAI's own names, which config.yaml has for everybody, say nothing to another upstream whose names are known.
    provider, _, model = deployment.target.partition("/")
    if home.provider.models and provider == OPENAI.prefix and "api_base" not in deployment.params and OPENAI_NAMES.match(model):
        own = f"{OPENAI.prefix}/{home.provider.models[SIZES.index(size)]}"
        return Resolved(own, home.provider, home=True, why=""), f"{home.provider.name} answers, and {size.upper()} is unset"
    return None, ""


def _retargeted(params: dict[str, Any], model: str) -> dict[str, Any]:
    # Key, address and options of one provider are not for another: with them its key would leave for a stranger.
    same = _key(model) == _key(params["model"])
    # What was dropped for the old target says nothing about the new one.
    return {name: value for name, value in params.items() if same and name != "additional_drop_params"} | {"model": model}


def _key(model: str) -> str:
    """Return what tells whose key a target takes: its variable, or the target itself where there is none."""
    provider = BY_PREFIX.get(model.partition("/")[0])
    return provider.key if provider is not None and provider.key else model


def _addressed(deployment: Deployment, settings: Settings, home: Home) -> Deployment:
    """Return the deployment with its provider, its key and its address, where config.yaml says none of its own."""
    params = dict(deployment.params)
    why = deployment.why
    if "/" not in params["model"]:
        found = resolve(params["model"], settings)
        params["model"], why = found.model, why or found.why
    if "api_base" in params:
        return replace(deployment, params=params, why=why)
    prefix, _, model = params["model"].partition("/")
    provider = BY_PREFIX.get(prefix)
    if prefix == OPENAI.prefix or (provider is AZURE and home.provider is AZURE):
        own = {name: value for name, value in params.items() if name != "model"}
        params = {**_at_home(model, settings, home), **_with_home_key(own, home)}
    elif provider is not None:
        key = {"api_key": f"{ENVIRONMENT}{provider.key}"} if provider.key and "litellm_credential_name" not in params else {}
        params = {**{name: value for name, value in _options(prefix, settings).items() if value}, **key, **params}
    return replace(deployment, params=params, why=why)


def _with_home_key(params: dict[str, Any], home: Home) -> dict[str, Any]:
    usual = f"{ENVIRONMENT}{OPENAI.key}"
    if "litellm_credential_name" in params or params.get("api_key", usual) != usual:
        return params
    return {**params, "api_key": f"{ENVIRONMENT}{home.key}" if home.key else NO_KEY}


def _at_home(model: str, settings: Settings, home: Home) -> dict[str, Any]:
    """Return what makes the home upstream answer a model's id, in LiteLLM's words."""
    if home.provider is AZURE:
        options = {"api_base": azure.resource(home.base), "api_version": settings.azure_api_version or azure.V1[0]}
        return {"model": f"{AZURE.prefix}/{model}", **options}
    parts = parts_of(home.base)
    theirs = parts is None or OPENAI_HOSTS.fullmatch(parts[0]) is None
    # openai/ speaks the Responses API, which few compatible backends do; custom_openai/ speaks chat completions.
    if settings.openai_wire_api == "chat" or (settings.openai_wire_api == "auto" and theirs):
        return {"api_base": home.base, "model": f"custom_openai/{model}"}
    return {"model": f"openai/{model}"} if home.base == OPENAI.base else {"model": f"openai/{model}", "api_base": home.base}


def _options(prefix: str, settings: Settings) -> dict[str, str]:
    """Return what LiteLLM must be told of a provider beside its key, from the settings."""
    match prefix:
        case "azure":
            base = azure.resource(settings.azure_api_base)
            return {"api_base": base, "api_version": settings.azure_api_version or azure.V1[0]}
        case "vertex_ai":
            return {"vertex_project": settings.vertex_project, "vertex_location": settings.vertex_location}
        case "ollama" | "ollama_chat":
            return {"api_base": settings.ollama_api_base}
    return {}
