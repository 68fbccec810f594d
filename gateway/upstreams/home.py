"""The home upstream: what answers names that are no other provider's. Found in the settings alone."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from gateway.setting_types import parts_of
from gateway.settings import Settings
from gateway.upstreams.provider import Provider
from gateway.upstreams.providers import AZURE, COMPATIBLE, DEEPSEEK, GROQ, MISTRAL, OPENAI, OPENROUTER, XAI

OPENROUTER_KEY = "sk-or-"
# Names that no public server can have: this machine's, a container's host, a service beside it.
PRIVATE_ENDS = (".local", ".localhost", ".internal", ".lan", ".home.arpa")
# Whose key chooses them, in this order, where OPENAI_API_KEY and OPENAI_BASE_URL are unset.
ALONE = (OPENROUTER, XAI, DEEPSEEK, GROQ, MISTRAL)


@dataclass(frozen=True)
class Home:
    """provider: its kind. base: its address. key: the variable with its key; empty where none is needed. why: what chose it, one clause."""

    provider: Provider
    base: str
    key: str
    why: str

    @property
    def foreign(self) -> bool:
        """Tell whether its model ids may hold a slash, or be anybody's: neither OpenAI's nor Azure's."""
        return self.provider not in (OPENAI, AZURE)


def home_of(settings: Settings) -> Home:
    """Return the home upstream.

    OPENAI_BASE_URL says it where it is set; else the kind of OPENAI_API_KEY; else the one provider whose own key is set; else OpenAI.
    """
    if "openai_base_url" in settings.model_fields_set:
        return _at(settings.openai_base_url, settings)
    key = settings.openai_api_key
    if key is not None and key.get_secret_value().startswith(OPENROUTER_KEY):
        return Home(OPENROUTER, OPENROUTER.base, OPENAI.key, f"OPENAI_API_KEY begins with {OPENROUTER_KEY}")
    if key is None and settings.azure_api_key is not None and settings.azure_api_base:
        return Home(AZURE, settings.azure_api_base, AZURE.key, "AZURE_API_KEY and AZURE_API_BASE are set, OPENAI_API_KEY is not")
    alone = next((provider for provider in ALONE if key is None and has_key(provider, settings)), None)
    if alone is not None:
        return Home(alone, alone.base, alone.key, f"{alone.key} is set, OPENAI_API_KEY is not")
    return Home(OPENAI, settings.openai_base_url, OPENAI.key, "the default")


def _at(url: str, settings: Settings) -> Home:
    provider = _kind(url, settings)
    why = "OPENAI_BASE_URL" if provider is not AZURE else "OPENAI_BASE_URL and AZURE_API_VERSION say so"
    key = OPENAI.key
    if settings.openai_api_key is None:
        key = provider.key if has_key(provider, settings) else "" if is_private(url) else key
    return Home(provider, url, key, why)


def _kind(url: str, settings: Settings) -> Provider:
    parts = parts_of(url)
    host = parts[0] if parts else ""
    if host == "api.openai.com" or host.endswith(".api.openai.com"):
        return OPENAI
    if settings.azure_api_version:
        return AZURE
    if host.endswith(".openai.azure.com"):
        # Without a version it is the v1 API, which is OpenAI's own.
        return OPENAI
    known = {urlsplit(provider.base).hostname: provider for provider in ALONE}
    return known.get(host, COMPATIBLE)


def has_key(provider: Provider, settings: Settings) -> bool:
    """Tell whether the provider's own key is set."""
    return bool(provider.key) and getattr(settings, provider.key.lower()) is not None


def is_private(url: str) -> bool:
    """Tell whether an address is of this machine or its private network, where servers want no key."""
    parts = parts_of(url)
    host = parts[0] if parts else ""
    try:
        address = ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(PRIVATE_ENDS))
    return address.is_loopback or address.is_private or address.is_unspecified
