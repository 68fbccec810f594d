"""What a name asked for comes to, and why: what `openai-code models` prints. Plain data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gateway.check import Configuration
from gateway.models import FAMILIES, Deployment, aliases, closest, filled, find
from gateway.upstreams.capabilities import Extract, extract, limits
from gateway.upstreams.home import home_of
from gateway.upstreams.long_context import NAME as LONG_CONTEXT
from gateway.upstreams.provider import Provider
from gateway.upstreams.providers import BY_PREFIX
from gateway.upstreams.routes import routes
from gateway.upstreams.shown_address import without_secrets

LITELLM = "litellm"
ENDPOINTS = {"responses": "/responses", "chat": "/chat/completions", "anthropic": "/v1/messages"}
OFFLINE = "http://offline"


@dataclass(frozen=True)
class Answer:
    """One name. target: provider/model, empty where nothing answers it; then closest holds the nearest names.

    row: the configured name that it was found by. why: what gave that row its target. wire: responses, chat, anthropic, or litellm where
    LiteLLM translates. address: without credentials; empty where LiteLLM alone knows it. max_output, context: tokens, None where unknown.
    """

    asked: str
    target: str = ""
    row: str = ""
    why: str = ""
    provider: str = ""
    wire: str = ""
    address: str = ""
    max_output: int | None = None
    context: int | None = None
    closest: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def answers(config: Configuration, asked: tuple[str, ...]) -> list[Answer]:
    """Return what each name comes to, the four families first; keys are never part of it."""
    rows = routes(config.table, config.settings, config.keys, OFFLINE if config.settings.offline else None)
    found = [_find(config, name, rows) for name in (*(f"claude-{family}" for family in FAMILIES), *asked)]
    known = extract(answer.target for answer in found if answer.target)
    return [_with_limits(answer, known) for answer in found]


def _find(config: Configuration, asked: str, rows: list[dict[str, Any]]) -> Answer:
    known_aliases = aliases(config.table)
    numbers = {deployment.name: number for number, deployment in reversed(list(enumerate(config.table.deployments)))}
    names = [*numbers, *known_aliases]
    name = find(names, asked)
    group = find(list(numbers), known_aliases[name]) if name in known_aliases and name not in numbers else name
    if name is None or group is None:
        return Answer(asked, closest=tuple(closest(names, asked)))
    deployment, row = config.table.deployments[numbers[group]], rows[numbers[group]]
    target = filled(group, deployment.target, asked)
    wire = LITELLM if row["forward"] or config.choice.path == LITELLM else str(row["wire"])
    provider = _provider(row, config)
    return Answer(
        asked,
        target=target,
        row=name,
        why=_why(deployment, config) + ("" if name == group else f"; an alias of {group}"),
        provider=provider.name if provider else str(row["provider"]),
        wire=wire,
        address=_address(row, deployment, target.partition("/")[2]),
    )


def _provider(row: Mapping[str, Any], config: Configuration) -> Provider | None:
    # custom_openai/ is what LiteLLM calls all that answer at an address of their own.
    home = home_of(config.settings)
    own = row.get("base", "").startswith(home.base) and row["provider"] in ("openai", "custom_openai")
    return home.provider if own else BY_PREFIX.get(str(row["provider"]))


def _why(deployment: Deployment, config: Configuration) -> str:
    if deployment.name == LONG_CONTEXT and deployment.why:
        # A row of the settings' own.
        return deployment.why
    place = f"{config.settings.config_file.name}:{deployment.line}"
    return f"{place}, {deployment.why}" if deployment.why else place


def _address(row: Mapping[str, Any], deployment: Deployment, model: str) -> str:
    if row["forward"]:
        provider = BY_PREFIX.get(str(row["provider"]))
        return without_secrets(str(deployment.params.get("api_base") or (provider.base if provider else "")))
    if row["base"].startswith(OFFLINE):
        return "the offline backend"
    query = f"?{row['query']}" if row.get("query") else ""
    return without_secrets(f"{row['base'].replace('{model}', model)}{ENDPOINTS[row['wire']]}{query}", query=True)


def _with_limits(answer: Answer, known: Extract) -> Answer:
    most, context = limits(answer.target, known) if answer.target else (None, None)
    return Answer(**{**answer.data(), "max_output": most, "context": context})
