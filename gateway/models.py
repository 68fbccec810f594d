"""The model table: config.yaml and the settings say which target answers which name. The only source of it."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.setting_types import parts_of
from gateway.settings import Settings

FAMILIES = {"opus": "big_model", "fable": "big_model", "sonnet": "middle_model", "haiku": "small_model"}
# A part of the name after the account's; Azure's own address of the same API among them.
OPENAI_HOSTS = re.compile(r"(.+\.)?api\.openai\.com|.+\.openai\.azure\.com")
OPENAI_BASE_URL = Settings.model_fields["openai_base_url"].default
KNOWN_PREFIXES = (
    "anthropic azure azure_ai bedrock custom_openai deepseek gemini groq hosted_vllm mistral "
    "ollama ollama_chat openai openrouter vertex_ai xai"
)
# Where a target names no key: the variable that holds its provider's, as LiteLLM's documentation has them.
KEY_NAMES = {
    provider: f"{provider.upper()}_API_KEY"
    for provider in ("openai", "anthropic", "deepseek", "gemini", "groq", "mistral", "openrouter", "xai")
} | {"custom_openai": "OPENAI_API_KEY"}
ENVIRONMENT = "os.environ/"


@dataclass(frozen=True)
class Deployment:
    """One entry of model_list: the name asked for (may hold *), what LiteLLM is told of its target, the line in config.yaml.

    more: what else the entry holds, such as model_info.
    """

    name: str
    params: dict[str, Any]
    line: int
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """Return the target as provider/model."""
        return str(self.params["model"])

    @property
    def family(self) -> str | None:
        """Return opus, fable, sonnet or haiku where the name is of that family."""
        return next((family for family in FAMILIES if family in self.name.lower()), None)


@dataclass(frozen=True)
class ModelTable:
    """The deployments in the order of config.yaml, and the rest of that file."""

    deployments: tuple[Deployment, ...]
    rest: dict[str, Any]


def override(table: ModelTable, settings: Settings) -> ModelTable:
    """Return the table with BIG_MODEL, MIDDLE_MODEL, SMALL_MODEL and OPENAI_BASE_URL applied to it."""
    return replace(table, deployments=tuple(_override_one(deployment, settings) for deployment in table.deployments))


def _override_one(deployment: Deployment, settings: Settings) -> Deployment:
    params = dict(deployment.params)
    wanted = getattr(settings, FAMILIES[deployment.family]) if deployment.family else ""
    if deployment.family == "sonnet":
        wanted = wanted or settings.big_model
    if wanted:
        params = _retargeted(params, with_prefix(wanted))
    if "api_base" not in params:
        provider = _provider(params["model"])
        if provider in KEY_NAMES and "litellm_credential_name" not in params:
            params.setdefault("api_key", f"{ENVIRONMENT}{KEY_NAMES[provider]}")
        params |= _address(params["model"], settings)
    return replace(deployment, params=params)


def _retargeted(params: dict[str, Any], model: str) -> dict[str, Any]:
    # Key, address and options of one provider are not for another: with them its key would leave for a stranger.
    same = KEY_NAMES.get(_provider(model), model) == KEY_NAMES.get(_provider(params["model"]))
    # What was dropped for the old target says nothing about the new one.
    return {name: value for name, value in params.items() if same and name != "additional_drop_params"} | {"model": model}


def _address(model: str, settings: Settings) -> dict[str, Any]:
    if not model.startswith("openai/"):
        return {}
    parts = parts_of(settings.openai_base_url)
    theirs = parts is None or OPENAI_HOSTS.fullmatch(parts[0]) is None
    # openai/ speaks the Responses API, which few compatible backends do; custom_openai/ speaks chat completions.
    if settings.openai_wire_api == "chat" or (settings.openai_wire_api == "auto" and theirs):
        return {"api_base": settings.openai_base_url, "model": f"custom_{model}"}
    return {} if settings.openai_base_url == OPENAI_BASE_URL else {"api_base": settings.openai_base_url}


def _provider(model: str) -> str:
    return model.partition("/")[0]


def with_prefix(model: str) -> str:
    """Return a model name with the provider that LiteLLM wants before it; openai/ where it names none."""
    return model if "/" in model and _provider(model) in KNOWN_PREFIXES.split() else f"openai/{model}"


def find(names: Iterable[str], asked: str) -> str | None:
    """Return the configured name that LiteLLM takes for the one asked for: the exact one, else the longest pattern that matches."""
    names = list(names)
    if asked in names:
        return asked
    patterns = [name for name in names if "*" in name and re.match(_pattern(name), asked)]
    return max(patterns, key=_specificity, default=None)


def _pattern(name: str) -> str:
    return re.escape(name).replace(r"\*", "(.*)")


def _specificity(name: str) -> tuple[int, int]:
    # LiteLLM's own order: by the length of the regular expression, then by its special characters.
    pattern = _pattern(name)
    return len(pattern), sum(pattern.count(special) for special in "*+?\\^$|()")


def closest(names: Iterable[str], asked: str) -> list[str]:
    """Return up to three configured names nearest to the one asked for, best first; never empty where any is configured.

    Names that begin with * say too little to be a hint.
    """
    names = list(names)
    telling = {name.lower(): name for name in names if not name.startswith("*")} or {name: name for name in names}
    near = difflib.get_close_matches(asked.lower(), list(telling), n=3, cutoff=0.3)
    return [telling[name] for name in near or list(telling)[:3]]


def environment_names(table: ModelTable) -> set[str]:
    """Return the variables that config.yaml takes values from by os.environ/NAME."""
    names: set[str] = set()
    stack: list[Any] = [deployment.params for deployment in table.deployments] + [table.rest]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, str) and value.startswith(ENVIRONMENT):
            names.add(value.removeprefix(ENVIRONMENT))
    return names


def providers(table: ModelTable) -> set[str]:
    """Return the providers of all targets, as LiteLLM names them."""
    return {_provider(deployment.target) for deployment in table.deployments}


def public_map(table: ModelTable) -> dict[str, str]:
    """Return name asked for → target, in the order of config.yaml, LiteLLM's aliases last: what start-up and the page show."""
    targets = {deployment.name: deployment.target for deployment in table.deployments}
    router = table.rest.get("router_settings")
    aliases = router.get("model_group_alias") if isinstance(router, dict) else None
    for alias, group in (aliases or {}).items() if isinstance(aliases, dict) else ():
        named = find(list(targets), str(group.get("model") if isinstance(group, dict) else group))
        if named is not None:
            targets.setdefault(str(alias), targets[named])
    return targets
