"""The model table: names and their targets, and how a name is found in it. gateway.upstreams.targets applies the settings."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

FAMILIES = {"opus": "big_model", "fable": "big_model", "sonnet": "middle_model", "haiku": "small_model"}
# A part of the name after the account's; Azure's own address of the same API among them.
OPENAI_HOSTS = re.compile(r"(.+\.)?api\.openai\.com|.+\.openai\.azure\.com")
KNOWN_PREFIXES = (
    "anthropic azure azure_ai bedrock custom_openai deepseek gemini groq hosted_vllm mistral "
    "ollama ollama_chat openai openrouter vertex_ai xai"
)
ENVIRONMENT = "os.environ/"
# As the Messages API has it: what is looked up by a name, kept and recorded with it is small.
LONGEST_NAME = 256
TOO_LONG = f"model: String should have at most {LONGEST_NAME} characters"


@dataclass(frozen=True)
class Deployment:
    """One entry of model_list: the name asked for (may hold *), what LiteLLM is told of its target, the line in config.yaml.

    more: what else the entry holds, such as model_info. why: what gave it its target, one clause; empty for config.yaml itself.
    """

    name: str
    params: dict[str, Any]
    line: int
    more: dict[str, Any] = field(default_factory=dict)
    why: str = ""

    @property
    def target(self) -> str:
        """Return the target as provider/model."""
        return str(self.params["model"])

    @property
    def base_model(self) -> str:
        """Return the model behind a deployment's own name, as model_info says it (LiteLLM's key for Azure); empty where it does not."""
        info = self.more.get("model_info")
        base = info.get("base_model") if isinstance(info, dict) else None
        return base.strip() if isinstance(base, str) else ""

    @property
    def family(self) -> str | None:
        """Return opus, fable, sonnet or haiku where the name is of that family."""
        return next((family for family in FAMILIES if family in self.name.lower()), None)


@dataclass(frozen=True)
class ModelTable:
    """The deployments in the order of config.yaml, and the rest of that file."""

    deployments: tuple[Deployment, ...]
    rest: dict[str, Any]


def find(names: Iterable[str], asked: str) -> str | None:
    """Return the configured name for the one asked for: the exact one, else the longest pattern that matches, as LiteLLM has it.

    One that is not found is looked for in small letters: CLAUDE-Opus is of the family as well.
    """
    names = list(names)
    found = _find(names, asked)
    return found if found is not None or asked == asked.lower() else _find(names, asked.lower())


def spelled(names: Iterable[str], asked: str) -> str:
    """Return the name asked for as LiteLLM, which knows no other spelling, finds it: in small letters where it must be."""
    names = list(names)
    return asked if _find(names, asked) is not None or _find(names, asked.lower()) is None else asked.lower()


def _find(names: list[str], asked: str) -> str | None:
    if asked in names:
        return asked
    patterns = [name for name in names if "*" in name and re.match(_pattern(name), asked)]
    return max(patterns, key=specificity, default=None)


def filled(name: str, target: str, asked: str) -> str:
    """Return a target with each * replaced by what the configured name's * stands for in the name asked for, as LiteLLM does it."""
    found = re.match(_pattern(name), asked) or re.match(_pattern(name), asked.lower())
    if found is None or "*" not in target:
        return target
    for part in found.groups():
        target = target.replace("*", part, 1)
    return target


def _pattern(name: str) -> str:
    return re.escape(name).replace(r"\*", "(.*)")


def specificity(name: str) -> tuple[int, int]:
    """Return what orders patterns: of several that match, the greatest answers."""
    # LiteLLM's own order: by the length of the regular expression, then by its special characters.
    pattern = _pattern(name)
    return len(pattern), sum(pattern.count(special) for special in "*+?\\^$|()")


def closest(names: Iterable[str], asked: str) -> list[str]:
    """Return up to three configured names nearest to the one asked for, best first; never empty where any is configured.

    Names that begin with * say too little to be a hint.
    """
    names = list(names)
    telling = {name.lower(): name for name in names if not name.startswith("*")} or {name: name for name in names}
    near = difflib.get_close_matches(asked.lower(), list(telling), n=3, cutoff=0.5)
    # Nothing is near: what can be asked for as it stands says more than a pattern.
    return [telling[name] for name in near or sorted(telling, key=lambda name: "*" in name)[:3]]


def environment_names(table: ModelTable) -> set[str]:
    """Return the variables that config.yaml takes values from by os.environ/NAME."""
    names: set[str] = set()
    stack: list[Any] = [deployment.params for deployment in table.deployments] + [table.rest]
    # What YAML's aliases repeat is looked at once, however often it stands there.
    seen: set[int] = set()
    while stack:
        value = stack.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, str) and value.startswith(ENVIRONMENT):
            names.add(value.removeprefix(ENVIRONMENT))
    return names


def providers(table: ModelTable) -> set[str]:
    """Return the providers of all targets, as LiteLLM names them."""
    return {deployment.target.partition("/")[0] for deployment in table.deployments}


def public_map(table: ModelTable) -> dict[str, str]:
    """Return name asked for → target, in the order of config.yaml, LiteLLM's aliases last: what start-up and the page show."""
    targets = {deployment.name: deployment.target for deployment in table.deployments}
    for alias, group in aliases(table).items():
        named = find(list(targets), group)
        if named is not None:
            targets.setdefault(alias, targets[named])
    return targets


def aliases(table: ModelTable) -> dict[str, str]:
    """Return LiteLLM's aliases (router_settings.model_group_alias): alias → the name that it stands for."""
    router = table.rest.get("router_settings")
    found = router.get("model_group_alias") if isinstance(router, dict) else None
    if not isinstance(found, dict):
        return {}
    return {str(alias): str(group.get("model") if isinstance(group, dict) else group) for alias, group in found.items()}
