"""What is told of the targets in config.yaml before a start."""

from pathlib import Path

import pytest

from gateway.check import configuration


def told(folder: Path, params: str, **more: str) -> list[str]:
    """Return the problems of a config.yaml with one entry, without the file's name."""
    path = folder / "config.yaml"
    path.write_text(f"model_list:\n  - model_name: claude-x\n    litellm_params: {params}\n", encoding="utf-8")
    config = configuration({"CONFIG_FILE": str(path), "OPENAI_API_KEY": "sk-marker", **more}, None)
    return [str(problem).replace(str(path), "config.yaml") for problem in config.problems]


@pytest.mark.parametrize(
    "params",
    [
        "{model: openai/x}",
        "{model: gpt-4.1}",
        "{model: custom_openai/x, api_base: 'http://127.0.0.1:8080/v1'}",
        "{model: together_ai/x, api_key: k}",
        "{model: lm_studio/x, api_base: os.environ/OPENAI_API_KEY}",
    ],
)
def test_nothing_to_tell(tmp_path: Path, params: str) -> None:
    """Providers that LiteLLM lists, names without one, and whole addresses are sound."""
    assert told(tmp_path, params) == []


@pytest.mark.parametrize("address", ["notaurl", "ftp://example.org", "http://", "'http://a b/v1'", "'http://example.org:port/v1'", "7"])
def test_address_that_is_none(tmp_path: Path, address: str) -> None:
    """An api_base that cannot be an address is an error with its line, and is not shown itself."""
    (problem,) = told(tmp_path, f"{{model: openai/x, api_key: k, api_base: {address}}}")
    what = "claude-x's api_base is not an http:// or https:// address. Give the upstream's address."
    assert problem == f"error: config.yaml:2: {what}"


def test_unknown_provider(tmp_path: Path) -> None:
    """A provider that LiteLLM does not list is told, with the nearest one that it does; it may still know it."""
    assert told(tmp_path, "{model: opnai/x}") == [
        "warning: config.yaml:2: claude-x's provider opnai is not one that LiteLLM lists. Did you mean openai?"
    ]
    (problem,) = told(tmp_path, "{model: qqqqqq/x}")
    assert "provider/model" in problem


def test_what_litellm_off_leaves_out(tmp_path: Path) -> None:
    """A target that only LiteLLM answers is told where LITELLM is off, but not on the offline backend, which answers all."""
    (problem,) = told(tmp_path, "{model: gemini/x, api_key: k}", LITELLM="off")
    assert problem.startswith("warning: config.yaml:2: claude-x is answered by gemini/x, which needs LiteLLM")
    assert told(tmp_path, "{model: gemini/x, api_key: k}", LITELLM="off", OFFLINE="1") == []
    assert told(tmp_path, "{model: openai/x}", LITELLM="off") == []
    assert told(tmp_path, "{model: anthropic/x, api_key: k}", LITELLM="off") == []


def test_address_with_a_query(tmp_path: Path) -> None:
    """The wire's path comes behind api_base: one that goes on with a query is refused where our own translator asks it, and not shown."""
    (problem,) = told(tmp_path, "{model: custom_openai/x, api_key: k, api_base: 'https://h/v1?key=hush'}")
    assert "claude-x's api_base goes on with a ? or a #" in problem
    assert "hush" not in problem
    assert told(tmp_path, "{model: azure_ai/x, api_key: k, api_base: 'https://h/models?api-version=1'}") == []
