"""The model table: which target answers which name, and what the settings change of it."""

import string
from pathlib import Path

import pytest
from hypothesis import given, strategies
from pydantic import SecretStr

from gateway.models import (
    Deployment,
    ModelTable,
    closest,
    environment_names,
    filled,
    find,
    providers,
    public_map,
    spelled,
)
from gateway.setting_types import PROJECT
from gateway.settings import Settings
from gateway.upstreams.model_file import read_table
from gateway.upstreams.targets import override

SONNET, OPUS, HAIKU = "openai/gpt-4.1-2025-04-14", "openai/gpt-5.2-2025-12-11", "openai/gpt-5-2025-08-07"


@pytest.fixture(scope="module")
def shipped() -> ModelTable:
    """Return the config.yaml that everybody gets."""
    table, problems = read_table(PROJECT / "config.yaml")
    assert problems == []
    return table


def written(folder: Path, text: str) -> ModelTable:
    """Return the table of a config.yaml with this text."""
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    table, problems = read_table(path)
    assert problems == []
    return table


def one(folder: Path, params: str, name: str = "claude-opus-1") -> ModelTable:
    """Return a table with one entry."""
    return written(folder, f"model_list:\n- model_name: {name}\n  litellm_params: {params}\n")


def target(table: ModelTable, asked: str) -> str | None:
    """Return the target that answers a name."""
    names = public_map(table)
    found = find(names, asked)
    return names[found] if found else None


def test_shipped_dated_names(shipped: ModelTable) -> None:
    """The three dated names stand literally in config.yaml, with their targets."""
    names = public_map(shipped)
    assert names["claude-sonnet-4-5-20250929"] == SONNET
    assert names["claude-opus-4-5-20251101"] == OPUS
    assert names["claude-haiku-4-5-20251001"] == HAIKU


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("claude-opus-5-5", OPUS),
        ("claude-sonnet-5-5", SONNET),
        ("claude-haiku-5-5", HAIKU),
        ("claude-fable-5-2", OPUS),
        ("claude-3-5-sonnet-latest", SONNET),
        ("anthropic/claude-opus-4.5", OPUS),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", SONNET),
        ("gpt-5.2", "openai/gpt-*"),
        ("gpt-4o-mini", "openai/gpt-4*"),
        ("o3-mini", "openai/o3*"),
        ("text-embedding-3-small", "openai/text-embedding-*"),
        ("llama3", None),
        ("CLAUDE-Opus", OPUS),
        ("", None),
    ],
)
def test_shipped_families(shipped: ModelTable, asked: str, expected: str | None) -> None:
    """Today's client names go by their family, OpenAI's own names pass through, anything else has no target."""
    assert target(shipped, asked) == expected


def test_exact_before_pattern() -> None:
    """A name that stands literally in the table is never taken for a pattern's."""
    assert find(["*opus*", "claude-opus-4"], "claude-opus-4") == "claude-opus-4"


def test_longest_pattern() -> None:
    """Of several patterns the longest answers, whatever their order."""
    assert find(["*", "gpt-*", "gpt-4*"], "gpt-4o") == "gpt-4*"
    assert find(["gpt-4*", "gpt-*", "*"], "gpt-4o") == "gpt-4*"
    assert find(["gpt-4*", "gpt-*", "*"], "llama") == "*"


def test_star_counts_for_its_group() -> None:
    """Of patterns that are equally long the one with more * answers, as LiteLLM has it."""
    assert find(["claude*", "*opus*"], "claude-opus") == "*opus*"
    assert find([".*", "**"], ".") == "**"


def test_pattern_is_no_regular_expression() -> None:
    """Only * stands for anything; a dot is a dot."""
    assert find(["gpt-4.1*"], "gpt-421") is None
    assert find(["(a+)+*"], "aaaa") is None


@given(strategies.lists(strategies.text(string.ascii_lowercase + "*.-", min_size=1, max_size=6), max_size=5), strategies.text(max_size=10))
def test_find_gives_a_configured_name(names: list[str], asked: str) -> None:
    """What is found is always one of the names, and an exact name is always found."""
    assert find(names, asked) in {None, *names}
    assert all(find(names, name) == name for name in names)


def test_overrides(shipped: ModelTable) -> None:
    """Each of the three settings moves its family, dated names included, and nothing else."""
    table = override(shipped, Settings(big_model="gpt-5.5", middle_model="o3", small_model="gpt-5-nano"))
    assert [target(table, f"claude-{family}-9") for family in ("opus", "fable", "sonnet", "haiku")] == [
        "openai/gpt-5.5",
        "openai/gpt-5.5",
        "openai/o3",
        "openai/gpt-5-nano",
    ]
    assert target(table, "claude-sonnet-4-5-20250929") == "openai/o3"
    assert target(table, "gpt-4o") == "openai/gpt-4*"


def test_sonnet_follows_big_model(shipped: ModelTable) -> None:
    """MIDDLE_MODEL unset and BIG_MODEL set means that sonnet is answered by BIG_MODEL."""
    table = override(shipped, Settings(big_model="gpt-5.5"))
    assert target(table, "claude-sonnet-4-5-20250929") == "openai/gpt-5.5"
    assert target(table, "claude-haiku-5-5") == HAIKU


def test_override_forgets_what_was_dropped_for_another_target() -> None:
    """What was dropped for the old target says nothing about the new one; its key, of the same provider, stays."""
    old = Deployment("*sonnet*", {"model": "openai/x", "api_key": "os.environ/MINE", "additional_drop_params": ["include"]}, 1)
    params = override(ModelTable((old,), {}), Settings(middle_model="gpt-5.2")).deployments[0].params
    assert params == {"model": "openai/gpt-5.2", "api_key": "os.environ/MINE"}


@pytest.mark.parametrize(
    ("model", "key"),
    [
        ("anthropic/claude-opus-4-5", "os.environ/ANTHROPIC_API_KEY"),
        ("gemini/gemini-3-pro", "os.environ/GEMINI_API_KEY"),
        ("bedrock/some.model", None),
    ],
)
def test_key_stays_with_its_provider(tmp_path: Path, model: str, key: str | None) -> None:
    """A target of another provider gets that provider's key and none of the old one's key, address and headers."""
    table = one(tmp_path, "{model: openai/x, api_key: os.environ/OPENAI_API_KEY, organization: o, extra_headers: {authorization: b}}")
    (deployment,) = override(table, Settings(big_model=model)).deployments
    assert deployment.params == ({"model": model, "api_key": key} if key else {"model": model})


def test_key_of_a_target_without_one(tmp_path: Path) -> None:
    """A target that names no key takes its provider's usual variable, unless it has an address of its own."""
    (deployment,) = override(one(tmp_path, "{model: groq/llama}"), Settings()).deployments
    assert deployment.params["api_key"] == "os.environ/GROQ_API_KEY"
    (deployment,) = override(one(tmp_path, "{model: openai/llama, api_base: http://localhost:1/v1}"), Settings()).deployments
    assert "api_key" not in deployment.params


@pytest.mark.parametrize(
    ("url", "wire", "model", "address"),
    [
        ("https://api.openai.com/v1", "auto", "openai/x", None),
        ("https://api.openai.com/v1/", "responses", "openai/x", None),
        ("https://api.openai.com/v1", "chat", "custom_openai/x", "https://api.openai.com/v1"),
        ("https://eu.api.openai.com/v1", "auto", "openai/x", "https://eu.api.openai.com/v1"),
        ("https://me.openai.azure.com/openai/v1", "auto", "openai/x", "https://me.openai.azure.com/openai/v1"),
        ("http://localhost:11434/v1", "auto", "custom_openai/x", "http://localhost:11434/v1"),
        ("http://localhost:11434/v1", "responses", "openai/x", "http://localhost:11434/v1"),
        ("http://localhost:11434/v1", "chat", "custom_openai/x", "http://localhost:11434/v1"),
        ("https://api.openai.com.evil.org/v1", "auto", "custom_openai/x", "https://api.openai.com.evil.org/v1"),
    ],
)
def test_wire_api(tmp_path: Path, url: str, wire: str, model: str, address: str | None) -> None:
    """OPENAI_BASE_URL and OPENAI_WIRE_API choose the address and the API of every openai/ target."""
    settings = Settings.model_validate({"openai_base_url": url, "openai_wire_api": wire})
    (deployment,) = override(one(tmp_path, "{model: openai/x, api_key: k}", "any"), settings).deployments
    assert (deployment.target, deployment.params.get("api_base")) == (model, address)


def test_own_address_stays(tmp_path: Path) -> None:
    """A target with an api_base of its own, or of another provider, is not moved by OPENAI_BASE_URL."""
    settings = Settings(openai_base_url="http://localhost:1/v1")
    (deployment,) = override(one(tmp_path, "{model: openai/x, api_base: http://other/v1}", "any"), settings).deployments
    assert deployment.params == {"model": "openai/x", "api_base": "http://other/v1"}
    (deployment,) = override(one(tmp_path, "{model: gemini/x, api_key: k}", "any"), settings).deployments
    assert deployment.params == {"model": "gemini/x", "api_key": "k"}


def test_closest(shipped: ModelTable) -> None:
    """A slip of the pen, or of the case, leads to the name that was meant, and to three at most."""
    names = list(public_map(shipped))
    assert closest(names, "claude-opus-4-5-20251110")[0] == "claude-opus-4-5-20251101"
    assert closest(names, "CLAUDE-OPUS-4-5-20251101")[0] == "claude-opus-4-5-20251101"
    assert len(closest(names, "claude")) <= 3
    assert closest([], "x") == []


def test_closest_is_never_empty() -> None:
    """Where nothing is near, or every name begins with *, some names are given all the same."""
    assert closest(["a", "b", "*c*"], "0" * 500) == ["a", "b"]
    assert closest(["*opus*", "*"], "llama") == ["*opus*", "*"]
    assert closest(["anthropic/*", "claude-opus-5"], "nope") == ["claude-opus-5", "anthropic/*"]


def test_environment_names(tmp_path: Path) -> None:
    """Every os.environ/NAME of the file is found, however deep it stands."""
    text = """
    model_list:
    - model_name: a
      litellm_params: {model: openai/a, api_key: os.environ/A_KEY, extra_headers: {x: os.environ/B_KEY}}
    litellm_settings: {cache_params: {hosts: [os.environ/C_HOST, plain]}}
    """
    assert environment_names(written(tmp_path, text)) == {"A_KEY", "B_KEY", "C_HOST"}


def test_providers(shipped: ModelTable, tmp_path: Path) -> None:
    """The providers are those of the targets."""
    assert providers(override(shipped, Settings())) == {"openai"}
    assert providers(override(shipped, Settings(small_model="anthropic/x", anthropic_api_key=SecretStr("k")))) == {"openai", "anthropic"}


def test_aliases_are_names(tmp_path: Path) -> None:
    """LiteLLM's model_group_alias are names that a client may ask for, in both their forms; broken ones are left out."""
    text = """
    model_list: [{model_name: a, litellm_params: {model: openai/x}}]
    router_settings: {model_group_alias: {b: a, c: {model: a, hidden: true}, d: none}}
    """
    assert public_map(written(tmp_path, text)) == {"a": "openai/x", "b": "openai/x", "c": "openai/x"}


def test_spelled() -> None:
    """LiteLLM, which knows one spelling, is asked by the one that it finds."""
    assert spelled(["*opus*"], "CLAUDE-Opus") == "claude-opus"
    assert spelled(["A*", "*opus*"], "A-Opus") == "A-Opus"
    assert spelled(["*opus*"], "NONE") == "NONE"


def test_filled() -> None:
    """Stars are filled one after the other, as LiteLLM does it; a target without one stays."""
    assert filled("*opus*", "anthropic/*opus*", "claude-opus-4") == "anthropic/claude-opus-4"
    assert filled("gpt-*", "openai/gpt-*", "GPT-4o") == "openai/gpt-4o"
    assert filled("gpt-*", "openai/x", "gpt-4o") == "openai/x"
