"""The configuration that LiteLLM is started with."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from gateway.litellm.config import DROPPED_WITHOUT_REASONING, ENDINGS_CALLBACK, NAMES_CALLBACK, WarmUpTarget, litellm_config
from gateway.models import ModelTable
from gateway.setting_types import PROJECT
from gateway.settings import Settings
from gateway.upstreams.model_file import read_table
from gateway.upstreams.targets import override

WARM_UP = WarmUpTarget("warm-up-1", "http://127.0.0.1:4590")


def table(folder: Path, text: str) -> ModelTable:
    """Return the table of a config.yaml with this text."""
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    read, problems = read_table(path)
    assert problems == []
    return read


def entries(config: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what LiteLLM is told of each name."""
    return {entry["model_name"]: entry["litellm_params"] for entry in config["model_list"]}


@pytest.fixture
def shipped() -> ModelTable:
    """Return the table that everybody gets."""
    return read_table(PROJECT / "config.yaml")[0]


def test_entries_and_sections(tmp_path: Path) -> None:
    """Everything of config.yaml reaches LiteLLM as it is, model_info too."""
    text = """
    model_list:
    - model_name: a
      litellm_params: {model: openai/x, api_key: os.environ/K, timeout: 5}
      model_info: {id: mine}
    litellm_settings: {cache: true, request_timeout: 9}
    router_settings: {num_retries: 7}
    credential_list: [{credential_name: c}]
    """
    config = litellm_config(table(tmp_path, text), Settings(), WARM_UP, None)
    assert config["model_list"][0] == {
        "model_name": "a",
        "litellm_params": {"model": "openai/x", "api_key": "os.environ/K", "timeout": 5},
        "model_info": {"id": "mine"},
    }
    assert config["litellm_settings"]["cache"] is True
    assert config["litellm_settings"]["request_timeout"] == 9
    assert config["router_settings"]["num_retries"] == 7
    assert config["credential_list"] == [{"credential_name": "c"}]


def test_settings_fill_what_config_yaml_leaves_open(shipped: ModelTable) -> None:
    """Retries and time-outs come from the settings."""
    config = litellm_config(shipped, Settings(max_retries=4, request_timeout=30), WARM_UP, None)
    assert (config["router_settings"]["num_retries"], config["router_settings"]["timeout"]) == (4, 30)
    assert (config["router_settings"]["stream_timeout"], config["litellm_settings"]["request_timeout"]) == (30, 30)


def test_table_is_not_changed(shipped: ModelTable) -> None:
    """Making the configuration leaves the table as it was."""
    before = copy.deepcopy(shipped)
    litellm_config(shipped, Settings(), WARM_UP, "http://127.0.0.1:4591")
    assert shipped == before


def test_master_key_by_name_only(tmp_path: Path) -> None:
    """The master key stands there by its variable's name, whatever config.yaml has of its own."""
    text = "model_list: [{model_name: a, litellm_params: {model: openai/x}}]\ngeneral_settings: {master_key: sk-own}\n"
    config = litellm_config(table(tmp_path, text), Settings(), WARM_UP, None)
    assert config["general_settings"]["master_key"] == "os.environ/LITELLM_MASTER_KEY"


@pytest.mark.parametrize("callbacks", ["my_module.instance", ["my_module.instance"], [], None])
def test_own_callbacks_are_kept(tmp_path: Path, callbacks: object) -> None:
    """A user's callbacks stand between ours, however they are written."""
    text = yaml.safe_dump(
        {"model_list": [{"model_name": "a", "litellm_params": {"model": "openai/x"}}], "litellm_settings": {"callbacks": callbacks}}
    )
    config = litellm_config(table(tmp_path, text), Settings(), WARM_UP, None)
    assert config["litellm_settings"]["callbacks"] == [ENDINGS_CALLBACK, *(["my_module.instance"] if callbacks else []), NAMES_CALLBACK]


def test_no_secret_in_the_text(shipped: ModelTable) -> None:
    """No secret of the settings stands in the YAML that is written."""
    settings = Settings(
        openai_api_key=SecretStr("marker"),
        anthropic_api_key=SecretStr("marker"),
        proxy_api_key=SecretStr("marker"),
        https_proxy=SecretStr("http://marker:1"),
        big_model="anthropic/x",
    )
    text = yaml.safe_dump(litellm_config(override(shipped, settings), settings, WARM_UP, None))
    assert "marker" not in text
    assert "os.environ/ANTHROPIC_API_KEY" in text


def test_warm_up_entry(shipped: ModelTable) -> None:
    """The warm-up's name leads to the warm-up's backend, without a key."""
    params = entries(litellm_config(shipped, Settings(), WARM_UP, None))["warm-up-1*"]
    assert params == {"model": "openai/warm-up", "api_key": "none", "api_base": "http://127.0.0.1:4590/v1"}


def test_offline_answers_for_every_target(tmp_path: Path) -> None:
    """Offline, every entry leads to the offline backend by the Responses API, with none of its own address, key or headers."""
    text = """
    model_list:
    - model_name: a
      litellm_params: {model: gemini/gemini-3, api_key: os.environ/K, extra_headers: {x: y}, vertex_project: p}
    - model_name: "gpt-*"
      litellm_params: {model: "custom_openai/gpt-*", api_base: "http://own/v1", api_key: sk-literal}
    - model_name: b
      litellm_params: {model: bare, additional_drop_params: [thinking]}
    """
    config = litellm_config(table(tmp_path, text), Settings(offline=True), WARM_UP, "http://127.0.0.1:4591")
    there = {"api_base": "http://127.0.0.1:4591/v1", "api_key": "offline"}
    found = entries(config)
    assert found["a"] == {"model": "openai/gemini-3", **there}
    assert found["gpt-*"] == {"model": "openai/gpt-*", **there}
    assert found["b"] == {"model": "openai/bare", "additional_drop_params": ["thinking"], **there}


def test_offline_drops_as_the_real_target(shipped: ModelTable) -> None:
    """Offline, a target without reasoning still drops what OpenAI would refuse, so that offline shows the same requests."""
    table_ = override(shipped, Settings(big_model="gpt-4o"))
    found = entries(litellm_config(table_, Settings(offline=True), WARM_UP, "http://127.0.0.1:4591"))
    assert found["claude-sonnet-4-5-20250929"]["additional_drop_params"] == DROPPED_WITHOUT_REASONING
    assert found["*opus*"]["additional_drop_params"] == DROPPED_WITHOUT_REASONING
    assert "additional_drop_params" not in found["*haiku*"]


def test_targets_without_reasoning_are_asked_for_none(shipped: ModelTable) -> None:
    """LiteLLM drops what OpenAI refuses from models that do not reason, and nothing for the others; governed, nobody needs it."""
    found = entries(litellm_config(shipped, Settings(), WARM_UP, None))
    for name, params in found.items():
        dropped = params.get("additional_drop_params", [])
        assert dropped == (DROPPED_WITHOUT_REASONING if params["model"].startswith("openai/gpt-4") else []), name
    governed = entries(litellm_config(shipped, Settings(), WARM_UP, None, "governed"))
    assert not any("additional_drop_params" in params for params in governed.values())
