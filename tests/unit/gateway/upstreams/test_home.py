"""Which upstream is home."""

import pytest

from gateway.settings import Settings
from gateway.upstreams.home import home_of, is_private

AZURE = "https://r.openai.azure.com"


def home(**values: str) -> tuple[str, str, str]:
    """Return provider, address and key of the home upstream with these settings."""
    found = home_of(Settings.model_validate(values))
    return found.provider.prefix, found.base, found.key


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ("openai", "https://api.openai.com/v1", "OPENAI_API_KEY")),
        ({"openai_api_key": "sk-x"}, ("openai", "https://api.openai.com/v1", "OPENAI_API_KEY")),
        ({"openai_api_key": "sk-or-x"}, ("openrouter", "https://openrouter.ai/api/v1", "OPENAI_API_KEY")),
        (
            {"openai_api_key": "sk-or-x", "openai_base_url": "https://api.openai.com/v1"},
            ("openai", "https://api.openai.com/v1", "OPENAI_API_KEY"),
        ),
        ({"openrouter_api_key": "r"}, ("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY")),
        ({"openrouter_api_key": "r", "openai_api_key": "k"}, ("openai", "https://api.openai.com/v1", "OPENAI_API_KEY")),
        ({"xai_api_key": "x"}, ("xai", "https://api.x.ai/v1", "XAI_API_KEY")),
        ({"deepseek_api_key": "d"}, ("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY")),
        ({"groq_api_key": "g"}, ("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY")),
        ({"mistral_api_key": "m"}, ("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY")),
        ({"gemini_api_key": "g"}, ("openai", "https://api.openai.com/v1", "OPENAI_API_KEY")),
        ({"azure_api_key": "a", "azure_api_base": AZURE}, ("azure", AZURE, "AZURE_API_KEY")),
        ({"azure_api_key": "a", "azure_api_base": AZURE, "openai_api_key": "k"}, ("openai", "https://api.openai.com/v1", "OPENAI_API_KEY")),
        ({"openai_base_url": AZURE, "azure_api_version": "2024-10-21"}, ("azure", AZURE, "OPENAI_API_KEY")),
        ({"openai_base_url": AZURE, "azure_api_version": "2024-10-21", "azure_api_key": "a"}, ("azure", AZURE, "AZURE_API_KEY")),
        ({"openai_base_url": f"{AZURE}/openai/v1"}, ("openai", f"{AZURE}/openai/v1", "OPENAI_API_KEY")),
        (
            {"azure_api_version": "2024-10-21", "openai_base_url": "https://api.openai.com/v1"},
            ("openai", "https://api.openai.com/v1", "OPENAI_API_KEY"),
        ),
        ({"openai_base_url": "https://api.x.ai/v1", "xai_api_key": "x"}, ("xai", "https://api.x.ai/v1", "XAI_API_KEY")),
        ({"openai_base_url": "https://api.x.ai/v1", "openai_api_key": "k"}, ("xai", "https://api.x.ai/v1", "OPENAI_API_KEY")),
        ({"openai_base_url": "http://localhost:11434/v1"}, ("custom_openai", "http://localhost:11434/v1", "")),
        (
            {"openai_base_url": "http://localhost:11434/v1", "openai_api_key": "k"},
            ("custom_openai", "http://localhost:11434/v1", "OPENAI_API_KEY"),
        ),
        ({"openai_base_url": "https://llm.example.org/v1"}, ("custom_openai", "https://llm.example.org/v1", "OPENAI_API_KEY")),
        # A key of another provider never goes to a strange host.
        (
            {"openai_base_url": "https://llm.example.org/v1", "xai_api_key": "x"},
            ("custom_openai", "https://llm.example.org/v1", "OPENAI_API_KEY"),
        ),
        (
            {"openai_base_url": "https://api.x.ai.evil.org/v1", "xai_api_key": "x"},
            ("custom_openai", "https://api.x.ai.evil.org/v1", "OPENAI_API_KEY"),
        ),
    ],
)  # fmt: skip
def test_home(values: dict[str, str], expected: tuple[str, str, str]) -> None:
    """OPENAI_BASE_URL says it; else the kind of OPENAI_API_KEY; else the one key that is set; else it is OpenAI."""
    assert home(**values) == expected


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "192.168.1.5", "10.0.0.1", "host.docker.internal", "ollama", "nas.local", "0.0.0.0"],
)
def test_private(host: str) -> None:
    """This machine, its private network, and names that no public server can have, want no key."""
    assert is_private(f"http://{host}:11434/v1")


@pytest.mark.parametrize("url", ["https://api.openai.com/v1", "https://8.8.8.8/v1", "https://localhost.example.org", "notaurl"])
def test_not_private(url: str) -> None:
    """Everything else does."""
    assert not is_private(url)
