"""The rule by which a model's name becomes a target: one function, which the model table, `openai-code models` and the documents use."""

import re
from dataclasses import dataclass

from gateway.settings import Settings
from gateway.upstreams.home import Home, has_key, home_of
from gateway.upstreams.provider import Provider
from gateway.upstreams.providers import ANTHROPIC, AZURE, BY_PREFIX, GEMINI, OLLAMA, OPENAI, OPENROUTER, PROVIDERS, VERTEX

# Providers of LiteLLM's that no variable of ours stands for: whoever writes one means it.
LITELLM_ONLY = frozenset("azure_ai bedrock custom_openai hosted_vllm".split())
# What OpenAI's own API serves; of other names it is known that it does not.
OPENAI_NAMES = re.compile(r"(gpt-|chatgpt-|codex-|o\d|text-|ft:|dall-e|tts-|whisper|omni-|computer-use|davinci|babbage)")


@dataclass(frozen=True)
class Resolved:
    """model: the target as provider/model. provider: whose it is; None for one that LiteLLM alone knows. home: whether the home upstream
    answers it. why: what decided, one clause."""

    model: str
    provider: Provider | None
    home: bool
    why: str


def resolve(name: str, settings: Settings) -> Resolved:
    """Return the target of a model's name, as BIG_MODEL and its like give it, a client asks for it, or config.yaml without a provider.

    The home upstream is what OPENAI_BASE_URL, or the one key that is set, names. In this order:

    1. The home upstream's own prefix (openai/ at OpenAI, xai/ at xAI …) is taken off, and home answers. OpenRouter's ids are maker/model:
       openrouter/auto is one of them as it stands.
    2. Another provider's prefix leads to that provider if its own key is set, or if home cannot have such a name: OpenAI's and Azure's
       names hold no slash. ollama/, ollama_chat/ and the providers that only LiteLLM knows are always meant.
    3. A name without a slash that begins as a provider's own do (gemini-, grok-, deepseek-, mistral-, claude-) leads there on the same
       terms: its key is set, or home is OpenAI, which has none of them. PREFERRED_PROVIDER=google takes every gemini- name to Google, and
       USE_VERTEX_AUTH=1 makes gemini/ and gemini- mean vertex_ai/. ANTHROPIC_API_KEY counts only with PREFERRED_PROVIDER=anthropic, since
       otherwise it may be the clients' key.
    4. Everything else goes to the home upstream as it stands, slashes included.

    Prefixes count in any capitalisation. A provider's key goes to that provider's address alone.
    """
    home = home_of(settings)
    prefix, slash, rest = name.partition("/")
    prefix = prefix.lower()
    if slash and prefix in LITELLM_ONLY:
        return Resolved(f"{prefix}/{rest}", None, home=False, why=f"{prefix}/ is LiteLLM's")
    owner = BY_PREFIX.get(prefix) if slash else None
    if owner is OPENROUTER and "/" not in rest:
        rest = f"{prefix}/{rest}"
    if owner is not None:
        if owner is home.provider:
            return _home(rest, home, f"{prefix}/ is the home upstream's own prefix")
        return _prefixed(name, prefix, rest, owner, home, settings)
    bare = None if slash else next((one for one in PROVIDERS if one.names and name.lower().startswith(one.names)), None)
    if bare is not None and bare is not home.provider and _theirs(bare, home, settings, prefixed=False):
        bare = _google(bare, settings)
        return Resolved(f"{bare.prefix}/{name}", bare, home=False, why=f"{_begin(bare, name)} names are {bare.name}'s")
    return _home(name, home, "names of no other provider go to the home upstream")


def _home(name: str, home: Home, why: str) -> Resolved:
    return Resolved(f"openai/{name}", home.provider, home=True, why=why)


def _prefixed(name: str, prefix: str, rest: str, owner: Provider, home: Home, settings: Settings) -> Resolved:
    if not _theirs(owner, home, settings, prefixed=True):
        return _home(name, home, f"ids of {home.provider.name} may hold a slash{_lacking(owner, home)}")
    if owner is OPENAI:
        return Resolved(f"{prefix}/{rest}", owner, home=True, why="openai/ is what OPENAI_BASE_URL answers")
    provider = _google(owner, settings)
    # ollama/ and ollama_chat/ are two ways to one provider: what was written stays.
    model = f"{prefix if provider is owner else provider.prefix}/{rest}"
    return Resolved(model, provider, home=False, why=f"{prefix}/ is {provider.name}'s prefix")


def _lacking(owner: Provider, home: Home) -> str:
    if owner is ANTHROPIC:
        return ", and PREFERRED_PROVIDER is not anthropic"
    return "" if owner.key == home.key else f", and {owner.key or 'VERTEX_PROJECT'} is not set"


def _theirs(owner: Provider, home: Home, settings: Settings, *, prefixed: bool) -> bool:
    """Tell whether a name that is by its look another provider's is."""
    if owner is OLLAMA:
        return True
    if owner is ANTHROPIC:
        meant = prefixed or (home.provider is OPENAI and has_key(owner, settings))
        return settings.preferred_provider == "anthropic" or (not home.foreign and meant)
    if owner.key == home.key:
        # The one key is home's, whoever it is named after.
        return not home.foreign
    if owner in (GEMINI, VERTEX) and settings.preferred_provider == "google":
        return True
    return available(owner, settings) or (not home.foreign if prefixed else home.provider is OPENAI)


def available(owner: Provider, settings: Settings) -> bool:
    """Tell whether the environment holds what a provider wants to be asked: its key, or Google's credentials."""
    if owner in (GEMINI, VERTEX) and (settings.use_vertex_auth or owner is VERTEX):
        return bool(settings.vertex_project or settings.google_application_credentials)
    if owner is OLLAMA:
        return "ollama_api_base" in settings.model_fields_set
    if owner is AZURE:
        return bool(settings.azure_api_base) and has_key(owner, settings)
    return has_key(owner, settings)


def _google(owner: Provider, settings: Settings) -> Provider:
    return VERTEX if owner is GEMINI and settings.use_vertex_auth else owner


def _begin(owner: Provider, name: str) -> str:
    return next(start for start in owner.names if name.lower().startswith(start))
