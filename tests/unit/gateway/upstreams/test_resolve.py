"""The rule for names. docs/models.md has its examples; here stands what they do not show."""

import string

import pytest
from hypothesis import given, strategies

from gateway.settings import Settings
from gateway.upstreams.providers import BY_PREFIX
from gateway.upstreams.resolve import LITELLM_ONLY, resolve


def target(name: str, **values: str) -> tuple[str, bool]:
    """Return the target of a name with these settings, and whether it is the home upstream's."""
    found = resolve(name, Settings.model_validate({"openai_api_key": "k", **values}))
    return found.model, found.home


@pytest.mark.parametrize(
    ("name", "values", "model", "home"),
    [
        ("gpt-5", {}, "openai/gpt-5", True),
        ("meta-llama/Llama-4", {}, "openai/meta-llama/Llama-4", True),
        ("bedrock/some.model", {}, "bedrock/some.model", False),
        ("hosted_vllm/x", {}, "hosted_vllm/x", False),
        ("ollama/llama3", {"openai_base_url": "http://localhost:1/v1"}, "ollama/llama3", False),
        ("gemini/x", {}, "gemini/x", False),
        ("gemini/x", {"openai_base_url": "http://localhost:1/v1"}, "openai/gemini/x", True),
        ("gemini/x", {"openai_base_url": "http://localhost:1/v1", "gemini_api_key": "g"}, "gemini/x", False),
        ("gemini/x", {"use_vertex_auth": "1"}, "vertex_ai/x", False),
        ("gemini-x", {"use_vertex_auth": "1", "vertex_project": "p", "openai_base_url": "http://h/v1"}, "vertex_ai/gemini-x", False),
        ("gemini-x", {"openai_base_url": "http://localhost:1/v1"}, "openai/gemini-x", True),
        ("Gemini-X", {}, "gemini/Gemini-X", False),
        ("OpenAI/gpt-4o", {}, "openai/gpt-4o", True),
        ("Gemini/gemini-X", {}, "gemini/gemini-X", False),
        ("BEDROCK/some.model", {}, "bedrock/some.model", False),
        ("openrouter/auto", {"openai_base_url": "https://openrouter.ai/api/v1"}, "openai/openrouter/auto", True),
        ("openrouter/openrouter/auto", {"openai_base_url": "https://openrouter.ai/api/v1"}, "openai/openrouter/auto", True),
        ("openrouter/x/y", {"openai_base_url": "https://openrouter.ai/api/v1"}, "openai/x/y", True),
        ("openrouter/auto", {"openrouter_api_key": "r"}, "openrouter/openrouter/auto", False),
        ("grok-4", {"openai_base_url": "https://r.openai.azure.com", "azure_api_version": "v1"}, "openai/grok-4", True),
        ("mistral-large", {"mistral_api_key": "m"}, "mistral/mistral-large", False),
        ("anthropic/claude-x", {"anthropic_api_key": "a", "openai_base_url": "http://localhost:1/v1"}, "openai/anthropic/claude-x", True),
        ("anthropic/claude-x", {}, "anthropic/claude-x", False),
        ("claude-x", {}, "openai/claude-x", True),
        ("claude-x", {"anthropic_api_key": "a"}, "anthropic/claude-x", False),
        ("openai/gpt-5", {"openai_base_url": "http://localhost:1/v1"}, "openai/openai/gpt-5", True),
        ("azure/mine", {"azure_api_key": "a", "azure_api_base": "https://r.openai.azure.com"}, "azure/mine", False),
    ],
)
def test_names(name: str, values: dict[str, str], model: str, home: bool) -> None:
    """A provider's own prefix or beginning leads there where its key is set or home cannot have it; all else is home's."""
    assert target(name, **values) == (model, home)


@given(
    strategies.text(string.ascii_lowercase + "-/.:", min_size=1, max_size=20),
    strategies.sampled_from([None, "https://openrouter.ai/api/v1", "http://localhost:1/v1"]),
)
def test_nothing_is_lost(name: str, url: str | None) -> None:
    """Whatever a name is, the target holds all of it but a provider's prefix, and says why."""
    found = resolve(name, Settings.model_validate({"openai_api_key": "k"} | ({"openai_base_url": url} if url else {})))
    rest = found.model.partition("/")[2]
    assert rest == name or (name.partition("/")[0] in {*BY_PREFIX, *LITELLM_ONLY} and name.endswith(rest))
    assert found.why
