"""What a name comes to, and why, as plain data."""

from pathlib import Path

from gateway.check import configuration
from gateway.upstreams.model_report import Answer, answers

KEY = {"OPENAI_API_KEY": "sk-marker"}


def answer(asked: str, **environ: str) -> Answer:
    """Return what a name comes to in this environment."""
    return answers(configuration({**KEY, **environ}, None), (asked,))[-1]


def test_families_come_first() -> None:
    """The four families are always told."""
    assert [one.asked for one in answers(configuration(KEY, None), ())] == [
        f"claude-{name}" for name in ("opus", "fable", "sonnet", "haiku")
    ]


def test_a_row_of_config_yaml() -> None:
    """Row with its line, provider, API, address and limits; no key."""
    found = answer("claude-opus-4-5-20251101")
    assert (found.target, found.row, found.provider, found.wire) == (
        "openai/gpt-5.2-2025-12-11",
        "claude-opus-4-5-20251101",
        "OpenAI",
        "responses",
    )
    assert found.address == "https://api.openai.com/v1/responses"
    assert found.why.startswith("config.yaml:")
    assert found.max_output
    assert "marker" not in str(found.data())


def test_the_setting_that_decided() -> None:
    """The setting stands in the reason, and what the rule made of it."""
    assert "BIG_MODEL=gpt-5.5, since MIDDLE_MODEL is unset" in answer("claude-sonnet-4", BIG_MODEL="gpt-5.5").why
    assert "grok- names are xAI's" in answer("claude-opus-4", BIG_MODEL="grok-4", XAI_API_KEY="x").why


def test_litellm_translates() -> None:
    """Where LiteLLM translates, the API says so, for one provider or for all."""
    assert answer("gemini-x", GEMINI_API_KEY="g").wire == "litellm"
    assert answer("claude-opus-4", TRANSLATOR="litellm").wire == "litellm"


def test_offline() -> None:
    """Offline, the address is the offline backend's."""
    assert answer("claude-opus-4", OFFLINE="1").address == "the offline backend"


def test_nothing_answers() -> None:
    """An unknown name has no target, and the closest names."""
    found = answer("claude-sonet-4-5")
    assert (found.target, found.closest[0]) == ("", "claude-sonnet-4-5-20250929")


def test_an_alias(tmp_path: Path) -> None:
    """LiteLLM's aliases are followed, and told."""
    path = tmp_path / "config.yaml"
    path.write_text(
        "model_list: [{model_name: a, litellm_params: {model: openai/x, api_base: 'https://me:marker@h.example.org/v1', api_key: k}}]\n"
        "router_settings: {model_group_alias: {b: a, c: {model: a}}}\n",
        encoding="utf-8",
    )
    for asked in ("b", "c"):
        found = answer(asked, CONFIG_FILE=str(path))
        assert (found.target, found.row, found.address) == ("openai/x", asked, "https://h.example.org/v1/responses")
        assert found.why.endswith("; an alias of a")


def test_an_address_that_holds_a_secret(tmp_path: Path) -> None:
    """Neither the password nor the query of an address that LiteLLM alone asks is told."""
    path = tmp_path / "config.yaml"
    base = "https://me:marker@h.example.org/v1?key=marker"
    path.write_text(
        f"model_list: [{{model_name: a, litellm_params: {{model: gemini/x, api_base: '{base}', api_key: k}}}}]\n", encoding="utf-8"
    )
    assert answer("a", CONFIG_FILE=str(path)).address == "https://h.example.org/v1"
