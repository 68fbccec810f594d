"""What a reload tells, and refuses."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from gateway.check import Configuration, configuration
from gateway.reloading.changes import FIXED, changes, fixed
from gateway.settings import NAMES

ROW = {"model_name": "one", "litellm_params": {"model": "openai/gpt-5", "api_key": "os.environ/OPENAI_API_KEY"}}


def made(folder: Path, document: Mapping[str, object] | None = None, **env: str) -> Configuration:
    """Return the configuration with this config.yaml."""
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump({"model_list": [ROW], **(document or {})}))
    return configuration({"CONFIG_FILE": str(path), "OPENAI_API_KEY": "sk-one-secret", **env}, None)


def test_no_change(tmp_path: Path) -> None:
    """The same configuration has changed in nothing."""
    assert changes(made(tmp_path), made(tmp_path)) == []
    assert fixed(made(tmp_path).settings, made(tmp_path).settings) == []


def test_settings_by_name_alone(tmp_path: Path) -> None:
    """A setting is told by its name, whatever its value: it may be a secret."""
    told = changes(made(tmp_path), made(tmp_path, OPENAI_API_KEY="sk-two-secret", MAX_RETRIES="5"))
    assert {"OPENAI_API_KEY changed", "MAX_RETRIES changed"} <= set(told)
    assert "secret" not in "".join(told)


def test_rows(tmp_path: Path) -> None:
    """A new target, a new row and one that is gone are told with both sides; other parameters and sections by their names."""
    other = {"model_name": "two", "litellm_params": {"model": "openai/gpt-4.1"}}
    params = {**ROW["litellm_params"], "max_tokens": 5} if isinstance(ROW["litellm_params"], dict) else {}
    assert "two: nothing → openai/gpt-4.1" in changes(made(tmp_path), made(tmp_path, {"model_list": [ROW, other]}))
    assert "one: openai/gpt-5 → nothing" in changes(made(tmp_path), made(tmp_path, {"model_list": [other]}))
    more = {"model_list": [{**ROW, "litellm_params": params}]}
    assert "one: its parameters changed" in changes(made(tmp_path), made(tmp_path, more))
    told = changes(made(tmp_path), made(tmp_path, {"router_settings": {"num_retries": 1}}))
    assert told[0] == "router_settings changed"
    assert told[1].startswith("path: direct → governed")


@pytest.mark.parametrize("name", ["PORT", "TRANSLATOR_PORT", "DATA_DIR", "OFFLINE", "SHUTDOWN_GRACE"])
def test_what_needs_a_new_start(tmp_path: Path, name: str) -> None:
    """A setting that a running gateway cannot follow is refused by name, with what to do."""
    assert set(FIXED) <= set(NAMES)
    value = {"DATA_DIR": str(tmp_path), "OFFLINE": "1"}.get(name, "77")
    (problem,) = fixed(made(tmp_path).settings, made(tmp_path, None, **{name: value}).settings)
    assert (problem.where, problem.level) == (name, "error")
    assert "stop, then start" in problem.remedy
