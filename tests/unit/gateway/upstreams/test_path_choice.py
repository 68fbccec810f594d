"""Which way messages go, and why."""

from pathlib import Path

import pytest

from gateway.setting_types import PROJECT
from gateway.settings import Settings
from gateway.upstreams.model_file import read_table
from gateway.upstreams.path_choice import choose

PLAIN = "model_list:\n- model_name: a\n  litellm_params: {model: openai/x, api_key: os.environ/K}\n"


def chosen(folder: Path, text: str, translator: str = "auto") -> tuple[str, str, str]:
    """Return path, reason and fault for a config.yaml with this text."""
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    choice = choose(read_table(path)[0], Settings(translator=translator))
    return choice.path, choice.reason, choice.fault


def test_the_shipped_table_goes_direct() -> None:
    """What everybody gets needs nothing of LiteLLM's."""
    assert choose(read_table(PROJECT / "config.yaml")[0], Settings()).path == "direct"


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ("- model_name: a\n  litellm_params: {model: openai/y}\n", "several deployments of a"),
        ("- model_name: b\n  litellm_params: {model: openai/y, rpm: 3}\n", "b: rpm"),
        ("- model_name: b\n  litellm_params: {model: openai/y}\n  model_info: {id: z}\n", "b: model_info"),
        ("litellm_settings: {callbacks: mine.x}\n", "callbacks"),
        ("litellm_settings: {max_budget: 5}\n", "max_budget"),
        ("router_settings: {fallbacks: [{a: [b]}]}\n", "fallbacks"),
        ("router_settings: {model_group_alias: {z: a}}\n", "model_group_alias"),
        ("general_settings: {database_url: os.environ/DB}\n", "database_url"),
        ("guardrails: [{guardrail_name: g}]\n", "guardrails"),
        ("a_key_of_tomorrow: 1\n", "a_key_of_tomorrow"),
    ],
)
def test_what_only_litellm_honours_is_governed(tmp_path: Path, more: str, named: str) -> None:
    """Anything that is not on the short list goes through LiteLLM, and is named; forcing the direct path against it is a fault."""
    path, reason, fault = chosen(tmp_path, PLAIN + more)
    assert (path, fault) == ("governed", "")
    assert named in reason
    path, _, fault = chosen(tmp_path, PLAIN + more, "direct")
    assert path == "direct"
    assert named in fault


@pytest.mark.parametrize(
    ("info", "path"),
    [
        ("{base_model: azure/gpt-4.1}", "direct"),
        ("{base_model: azure/gpt-4.1, id: z}", "governed"),
        ("{base_model: 4.1}", "governed"),
        ("azure/gpt-4.1", "governed"),
    ],
)
def test_a_deployments_model_stays_direct(tmp_path: Path, info: str, path: str) -> None:
    """What model a deployment's own name stands for the direct path honours itself, and that alone of model_info."""
    own = "- model_name: b\n  litellm_params: {model: azure/mine, api_base: https://r.openai.azure.com, api_key: k, api_version: v1}\n"
    assert chosen(tmp_path, f"{PLAIN}{own}  model_info: {info}\n")[0] == path


def test_another_provider_beside_ours_stays_direct(tmp_path: Path) -> None:
    """A provider that LiteLLM translates for may have parameters of its own: its requests reach LiteLLM anyway."""
    other = "- model_name: b\n  litellm_params: {model: bedrock/x, aws_region_name: eu-central-1}\n"
    assert chosen(tmp_path, PLAIN + other)[0] == "direct"


@pytest.mark.parametrize("wanted", ["governed", "litellm", "direct"])
def test_translator_forces_a_path(tmp_path: Path, wanted: str) -> None:
    """TRANSLATOR says the path, and is the reason."""
    assert chosen(tmp_path, PLAIN, wanted) == (wanted, f"TRANSLATOR={wanted}", "")
