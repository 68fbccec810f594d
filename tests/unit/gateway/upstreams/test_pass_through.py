"""Names that pass through: which rows of config.yaml stay, and what */* is written out as."""

from pathlib import Path

import pytest

from gateway.models import find, public_map
from gateway.setting_types import PROJECT
from gateway.settings import Settings
from gateway.upstreams.model_file import read_table
from gateway.upstreams.targets import override

SHIPPED = read_table(PROJECT / "config.yaml")[0]


def names(**values: str) -> dict[str, str]:
    """Return the names of the shipped table with these settings, and their targets."""
    return public_map(override(SHIPPED, Settings.model_validate(values)))


def test_openai_alone() -> None:
    """OpenAI's own names pass, with its prefix too; others' names, which nobody could answer, are not in the table."""
    found = names(openai_api_key="k")
    assert {"gpt-*", "o1*", "o3*", "openai/*"} <= set(found)
    assert not {"grok-*", "gemini-*", "llama-*", "*/*", "xai/**", "custom_openai/*"} & set(found)


@pytest.mark.parametrize(
    ("values", "asked", "row"),
    [
        ({"xai_api_key": "x", "openai_base_url": "http://localhost:1/v1"}, "xai/grok-4", "xai/**"),
        ({"groq_api_key": "x", "openai_base_url": "http://localhost:1/v1"}, "groq/a/b", "groq/**"),
        ({"gemini_api_key": "x", "openai_base_url": "http://localhost:1/v1"}, "gemini/x", "gemini/*"),
        ({"openai_base_url": "http://localhost:1/v1"}, "xai/grok-4", "*/*"),
        ({"openai_base_url": "http://localhost:1/v1"}, "anthropic/claude-opus-4", "anthropic/*"),
        ({"openai_base_url": "http://localhost:1/v1"}, "doubao-1.5", "doubao-*"),
        ({"openai_api_key": "k"}, "anthropic/claude-opus-4", "*opus*"),
        ({"openai_api_key": "k", "big_model": "anthropic/claude-x"}, "anthropic/claude-opus-4", "anthropic/*"),
        ({"openai_api_key": "k", "use_vertex_auth": "1", "vertex_project": "p"}, "vertex_ai/gemini-x", "vertex_ai/*"),
        ({"openai_api_key": "k", "ollama_api_base": "http://localhost:11434"}, "ollama/llama3", "ollama/*"),
        ({"openai_api_key": "k"}, "ollama/llama3", None),
    ],
)
def test_which_row_answers(values: dict[str, str], asked: str, row: str | None) -> None:
    """A provider's own row goes before the one for all names with a slash, however short its prefix."""
    assert find(names(**values), asked) == row


def test_rows_whose_key_is_missing() -> None:
    """Where the families are all another provider's, the names that only OpenAI's missing key could answer are left out."""
    found = names(preferred_provider="google", gemini_api_key="g")
    assert "gemini-*" in found
    assert not {"gpt-*", "text-embedding-*", "openai/*"} & set(found)


def test_a_users_own_table_stays(tmp_path: Path) -> None:
    """A row with a key or an address of its own is never left out, a table of passing rows alone stays whole, and nothing is added."""
    path = tmp_path / "config.yaml"
    path.write_text(
        "model_list:\n- {model_name: 'gpt-*', litellm_params: {model: 'openai/gpt-*', api_key: os.environ/MINE}}\n"
        "- {model_name: a, litellm_params: {model: gemini/x}}\n",
        encoding="utf-8",
    )
    assert list(public_map(override(read_table(path)[0], Settings()))) == ["gpt-*", "a"]
    path.write_text("model_list: [{model_name: 'gpt-*', litellm_params: {model: 'openai/gpt-*'}}]\n", encoding="utf-8")
    assert list(public_map(override(read_table(path)[0], Settings()))) == ["gpt-*"]
