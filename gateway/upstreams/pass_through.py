"""Names that pass through: which providers' names a client may ask for by themselves, from the rows of config.yaml that say so."""

from collections.abc import Iterator
from dataclasses import replace

from gateway.models import ENVIRONMENT, Deployment, ModelTable, specificity
from gateway.settings import Settings
from gateway.upstreams.home import Home
from gateway.upstreams.providers import ANTHROPIC, AZURE, BY_PREFIX, OPENAI, OPENROUTER
from gateway.upstreams.resolve import LITELLM_ONLY, OPENAI_NAMES, available, resolve

# The row of config.yaml that lets every provider/model pass.
ANY = "*/*"


def with_passing(table: ModelTable, settings: Settings, home: Home) -> ModelTable:
    """Return the table with the row */* written out, one row a provider that can be asked, and without rows that nobody could answer.

    A row passes a name through where its target is that name, with or without a provider before it. It is left out where its
    provider's key is missing (home's own is told as missing where another row wants it too), or where it is known that the home upstream
    has no such names. Where nothing would remain, all stay.
    """
    wanted = any(_wants_home(deployment) for deployment in table.deployments if not _passes(deployment))
    ready = wanted or settings.offline or not home.key or getattr(settings, home.key.lower()) is not None
    named = any(deployment.target.startswith(f"{ANTHROPIC.prefix}/") for deployment in table.deployments)
    kept: list[Deployment] = []
    for deployment in table.deployments:
        if deployment.name == ANY == deployment.target:
            names = {one.name for one in table.deployments if one is not deployment}
            kept += [row for row in _written_out(deployment, settings, home, ready=ready, anthropic=named) if row.name not in names]
        elif not _passes(deployment) or _answered(deployment, settings, home, ready=ready):
            kept.append(deployment)
    return replace(table, deployments=tuple(kept or table.deployments))


def _passes(deployment: Deployment) -> bool:
    """Tell whether a row only lets names through, with no key or address of its own."""
    target, name = deployment.target, deployment.name
    plain = set(deployment.params) <= {"model", "api_key"}
    key = deployment.params.get("api_key", f"{ENVIRONMENT}{OPENAI.key}") == f"{ENVIRONMENT}{OPENAI.key}"
    return "*" in name and plain and key and target in (name, f"{OPENAI.prefix}/{name}")


def _answered(deployment: Deployment, settings: Settings, home: Home, *, ready: bool) -> bool:
    if deployment.target != deployment.name:
        return ready
    found = resolve(deployment.name, settings)
    if not found.home:
        return found.provider is not None and available(found.provider, settings)
    return ready and (home.foreign or home.provider is AZURE or OPENAI_NAMES.match(deployment.name) is not None)


def _wants_home(deployment: Deployment) -> bool:
    return deployment.name != ANY and deployment.target.startswith(f"{OPENAI.prefix}/") and "api_base" not in deployment.params


def _written_out(row: Deployment, settings: Settings, home: Home, *, ready: bool, anthropic: bool) -> Iterator[Deployment]:
    for prefix, owner in BY_PREFIX.items():
        if prefix in LITELLM_ONLY or (owner is ANTHROPIC and not anthropic and not home.foreign):
            continue
        for pattern in _patterns(prefix):
            found = resolve(pattern, settings)
            # Of a compatible server's ids the row at the end lets all pass; *opus* and its like would come before it.
            at_home = ready and (not home.foreign or owner in (home.provider, ANTHROPIC))
            elsewhere = owner is ANTHROPIC or (found.provider is not None and available(found.provider, settings))
            if at_home if found.home else elsewhere:
                yield replace(row, name=pattern, params={"model": found.model}, why=found.why)
    if settings.preferred_provider == "anthropic":
        yield replace(row, name="claude-*", params={"model": "anthropic/claude-*"}, why="PREFERRED_PROVIDER=anthropic")
    if home.foreign and ready:
        yield replace(row, params={"model": f"openai/{ANY}"}, why=f"names with a slash are ids of {home.provider.name}'s own")


def _patterns(prefix: str) -> list[str]:
    # Of several patterns LiteLLM takes the longest: a short prefix needs a second * to come before */*.
    pattern = f"{prefix}/*" if specificity(f"{prefix}/*") > specificity(ANY) else f"{prefix}/**"
    # With a maker the prefix is the gateway's, without one it is the maker: openrouter/auto.
    return [pattern, f"{prefix}/*/*"] if prefix == OPENROUTER.prefix else [pattern]
