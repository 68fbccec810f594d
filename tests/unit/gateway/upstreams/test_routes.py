"""What the translator is told of each name."""

from pathlib import Path
from typing import Any

import pytest

from gateway.setting_types import PROJECT
from gateway.settings import Settings
from gateway.upstreams.model_file import read_table
from gateway.upstreams.routes import key_name, routes
from gateway.upstreams.targets import override


def rows(text: str, folder: Path, settings: Settings, offline_url: str | None = None) -> list[dict[str, Any]]:
    """Return the rows for a config.yaml with this text."""
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return routes(override(read_table(path)[0], settings), settings, {"BASE": "http://own:1/v1"}, offline_url)


def test_the_shipped_table() -> None:
    """The dated names go to OpenAI by the Responses API, with the name of the key, never the key, and the family's own effort."""
    settings = Settings(small_effort="low")
    made = {row["name"]: row for row in routes(override(read_table(PROJECT / "config.yaml")[0], settings), settings, {}, None)}
    row = made["claude-haiku-4-5-20251001"]
    assert (row["model"], row["wire"], row["base"]) == ("gpt-5-2025-08-07", "responses", "https://api.openai.com/v1")
    assert (row["openai"], row["key"], row["effort"], row["family"]) == (True, "os.environ/OPENAI_API_KEY", "low", "haiku")
    assert key_name(row["key"]) == "OPENAI_API_KEY"


def test_a_compatible_backend_is_asked_by_chat_completions(tmp_path: Path) -> None:
    """Another OPENAI_BASE_URL means chat completions, and none of what OpenAI alone takes, unless OPENAI_WIRE_API says otherwise."""
    text = "model_list:\n- model_name: a\n  litellm_params: {model: openai/llama3}\n"
    row = rows(text, tmp_path, Settings(openai_base_url="http://localhost:11434/v1"))[0]
    assert (row["wire"], row["base"], row["openai"], row["model"]) == ("chat", "http://localhost:11434/v1", False, "llama3")
    row = rows(text, tmp_path, Settings(openai_base_url="http://localhost:11434/v1", openai_wire_api="responses"))[0]
    assert (row["wire"], row["openai"]) == ("responses", False)


def test_other_providers_are_forwarded(tmp_path: Path) -> None:
    """What is not OpenAI-shaped is LiteLLM's, and nothing of it but its name is told."""
    text = "model_list:\n- model_name: a\n  litellm_params: {model: gemini/gemini-pro, api_key: sk-own}\n"
    assert rows(text, tmp_path, Settings()) == [{"name": "a", "model": "gemini/gemini-pro", "provider": "gemini", "forward": True}]


def test_parameters_of_one_deployment(tmp_path: Path) -> None:
    """Address, headers, organization, limit and dropped fields of an entry are told; a variable in the address is filled in."""
    text = """
    model_list:
    - model_name: a
      litellm_params:
        model: openai/x
        api_base: os.environ/BASE
        api_key: sk-literal
        organization: org
        extra_headers: {X-Team: t}
        max_tokens: 100
        additional_drop_params: [include]
    """
    row = rows(text, tmp_path, Settings())[0]
    assert (row["base"], row["key"], row["max_output"], row["drop"]) == ("http://own:1/v1", "sk-literal", 100, ["include"])
    assert row["headers"] == {"x-team": "t", "openai-organization": "org"}
    assert key_name(row["key"]) is None


def test_offline_every_row_leads_to_the_offline_backend(tmp_path: Path) -> None:
    """Offline, nothing is forwarded, no own address, key or header is used, and the wire stays that of the target."""
    text = """
    model_list:
    - model_name: a
      litellm_params: {model: gemini/x, api_key: os.environ/G}
    - model_name: b
      litellm_params: {model: openai/y, api_base: "http://own:1/v1", api_key: sk-literal, extra_headers: {a: b}}
    """
    for row in rows(text, tmp_path, Settings(offline=True), "http://127.0.0.1:9"):
        assert (row["forward"], row["base"], row["key"], row["headers"]) == (False, "http://127.0.0.1:9/v1", "offline", {})


def test_anthropic_is_passed_through(tmp_path: Path) -> None:
    """Anthropic gets what came, at its own address or config.yaml's; with anything that LiteLLM must do, LiteLLM does it."""
    text = """model_list:
- {model_name: a, litellm_params: {model: anthropic/claude-x, api_key: os.environ/ANTHROPIC_API_KEY}}
- {model_name: b, litellm_params: {model: anthropic/claude-x, api_base: "http://near:1/v1", extra_headers: {X-A: "1"}}}
- {model_name: c, litellm_params: {model: anthropic/claude-x, max_tokens: 5}}
"""
    a, b, c = rows(text, tmp_path, Settings())
    assert (a["wire"], a["base"], a["model"], a["key"]) == (
        "anthropic",
        "https://api.anthropic.com",
        "claude-x",
        "os.environ/ANTHROPIC_API_KEY",
    )
    assert (b["base"], b["headers"]) == ("http://near:1", {"x-a": "1"})
    assert c["forward"] is True
    assert rows(text, tmp_path, Settings(), "http://off:1")[0]["wire"] == "responses"


@pytest.mark.parametrize(
    ("params", "base", "query", "wire", "openai"),
    [
        (
            "{model: azure/mine, api_base: 'https://r.openai.azure.com', api_version: 2024-10-21-preview}",
            "https://r.openai.azure.com/openai/deployments/{model}",
            "api-version=2024-10-21-preview",
            "chat",
            False,
        ),
        (
            "{model: azure/mine, api_base: 'https://r.openai.azure.com', api_version: preview}",
            "https://r.openai.azure.com/openai/v1",
            "api-version=preview",
            "responses",
            True,
        ),
    ],
)
def test_azure(tmp_path: Path, params: str, base: str, query: str, wire: str, openai: bool) -> None:
    """Azure's address, version and wire go by its API's version, its key goes into api-key, and no setting for others moves it."""
    text = f"model_list:\n- model_name: a\n  litellm_params: {params}\n"
    row = rows(text, tmp_path, Settings(openai_wire_api="responses"))[0]
    assert (row["base"], row["query"], row["wire"], row["openai"], row["auth"]) == (base, query, wire, openai, "api-key")


@pytest.mark.parametrize(
    ("target", "base", "key"),
    [
        ("xai/grok-4", "https://api.x.ai/v1", "XAI_API_KEY"),
        ("deepseek/deepseek-chat", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
        ("openrouter/a/b", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
        ("groq/x", "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
        ("mistral/x", "https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
    ],
)
def test_openai_shaped_providers(tmp_path: Path, target: str, base: str, key: str) -> None:
    """They are asked at their own address by chat completions, with their own key, whatever OPENAI_BASE_URL and OPENAI_WIRE_API say."""
    settings = Settings(openai_base_url="http://localhost:1/v1", openai_wire_api="responses")
    row = rows(f"model_list:\n- model_name: a\n  litellm_params: {{model: {target}}}\n", tmp_path, settings)[0]
    assert (row["forward"], row["wire"], row["base"], key_name(row["key"])) == (False, "chat", base, key)
    assert row["model"] == target.partition("/")[2]
