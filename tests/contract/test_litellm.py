"""What we rely on in LiteLLM's public parts, looked at without running it."""

import inspect
import re
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import litellm
import pytest
import yaml
from hypothesis import given, settings, strategies
from litellm.proxy._types import ConfigGeneralSettings
from litellm.proxy.proxy_cli import ProxyInitializationHelpers, run_server
from litellm.router import Router
from litellm.router_utils.pattern_match_deployments import PatternMatchRouter

from gateway.litellm.config import WarmUpTarget, litellm_config
from gateway.models import find
from gateway.running.programs import LITELLM_FIXED, program
from gateway.setting_types import PROJECT
from gateway.settings import Settings
from gateway.upstreams.model_file import read_table
from tests.unit.gateway.ports import taken

PACKAGE = Path(litellm.__file__).parent
WARM_UP = WarmUpTarget("warm-up-1", "http://127.0.0.1:1")
CONFIG: dict[str, Any] = litellm_config(read_table(PROJECT / "config.yaml")[0], Settings(), WARM_UP, None)


def test_version_is_the_pinned_one() -> None:
    """The installed LiteLLM is the one that pyproject.toml pins, and the one that was measured."""
    pins = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert f"litellm[proxy]=={version('litellm')}" in pins
    assert version("litellm") == "1.106.2"


@pytest.mark.parametrize("name", CONFIG["litellm_settings"])
def test_litellm_setting_exists(name: str) -> None:
    """Each of our litellm_settings is an attribute of LiteLLM: one that is renamed would be set without any effect."""
    assert hasattr(litellm, name)


@pytest.mark.parametrize("name", CONFIG["router_settings"])
def test_router_setting_exists(name: str) -> None:
    """Each of our router_settings is a parameter of LiteLLM's router."""
    assert name in inspect.signature(Router.__init__).parameters


@pytest.mark.parametrize("name", CONFIG["general_settings"])
def test_general_setting_exists(name: str) -> None:
    """Each of our general_settings is a field of LiteLLM's own table of them."""
    assert name in ConfigGeneralSettings.model_fields


@pytest.mark.parametrize("name", ["forward_llm_provider_auth_headers", "forward_client_headers_to_llm_api", "forward_openai_org_id"])
def test_forwarding_setting_is_read(name: str) -> None:
    """The settings by which LiteLLM itself fills in headers and keys are still named so, and stand where gateway.litellm.hooks looks."""
    assert _read_by_litellm(f'"{name}"')
    assert re.search(r"^general_settings\b.*= \{\}", (PACKAGE / "proxy" / "proxy_server.py").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", ["additional_drop_params", "api_base", "api_key", "model"])
def test_deployment_parameter_exists(name: str) -> None:
    """What we write for a target is a parameter that LiteLLM knows."""
    from litellm.types.router import LiteLLM_Params

    assert name in LiteLLM_Params.model_fields or _read_by_litellm(name)


def test_command_line() -> None:
    """Every option that LiteLLM is started with is one of its own."""
    environ = {"RUN_FOLDER": "/r", "LITELLM_PORT": "4590", "CONFIG_FILE": "/c/config.yaml"}
    given_options = [word for word in program("litellm", environ).command if word.startswith("--")]
    known = {option for parameter in run_server.params for option in parameter.opts}
    assert given_options
    assert set(given_options) <= known


@pytest.mark.parametrize("name", [*LITELLM_FIXED, "LITELLM_LOG", "LITELLM_MASTER_KEY"])
def test_variable_is_read(name: str) -> None:
    """LiteLLM's source still reads each variable that it is given."""
    assert _read_by_litellm(f'"{name}"') or _read_by_litellm(f"/{name}")


def _read_by_litellm(text: str) -> bool:
    return subprocess.run(["grep", "-rqF", "--include=*.py", text, str(PACKAGE)], check=False).returncode == 0


def test_price_table_is_in_the_package() -> None:
    """With LITELLM_LOCAL_MODEL_COST_MAP the price table comes from the package, and it knows our targets."""
    assert (PACKAGE / "model_prices_and_context_window_backup.json").is_file()
    for deployment in read_table(PROJECT / "config.yaml")[0].deployments:
        if "*" not in deployment.target:
            assert deployment.target.removeprefix("openai/") in litellm.model_cost, deployment.target


def test_taken_port_still_leads_to_one_by_chance() -> None:
    """LiteLLM still goes to a random port where 4000 is taken: why gateway.program looks at the port before it."""
    with taken() as port:
        assert ProxyInitializationHelpers.is_port_in_use(port)
    callback = inspect.unwrap(run_server.callback) if run_server.callback else None
    assert re.search(r"port == 4000 and .*is_port_in_use\(port\):\s+port = random\.randint", inspect.getsource(callback or run_server))


NAMES = strategies.lists(
    strategies.text("ab*.-/", min_size=1, max_size=5).filter(lambda name: "*" in name), min_size=1, max_size=5, unique=True
)


@settings(max_examples=500)
@given(NAMES, strategies.text("ab.-/\n*", max_size=7))
def test_patterns_are_matched_as_litellm_does(names: list[str], asked: str) -> None:
    """For a name that stands not literally in the table, our find and LiteLLM's router choose the same pattern."""
    if asked in names:
        return
    router = PatternMatchRouter()
    for name in names:
        router.add_pattern(name, {"model_name": name, "litellm_params": {"model": "openai/x"}})
    routed = router.route(asked)
    assert find(names, asked) == (routed[0]["model_name"] if routed else None)


@pytest.mark.parametrize("asked", ["gpt-4o", "gpt-4.1-mini", "gpt-5.2", "o3-mini", "claude-opus-5-5", "anthropic.claude-sonnet-9", "llama"])
def test_shipped_patterns_are_matched_as_litellm_does(asked: str) -> None:
    """The shipped table's patterns too."""
    router = PatternMatchRouter()
    for entry in yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))["model_list"]:
        if "*" in entry["model_name"]:
            router.add_pattern(entry["model_name"], entry)
    names = [entry["model_name"] for entry in CONFIG["model_list"] if "*" in entry["model_name"]]
    routed = router.route(asked)
    assert find(names, asked) == (routed[0]["model_name"] if routed else None)
