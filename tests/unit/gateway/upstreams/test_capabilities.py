"""What each model takes, and its limits."""

import json
import subprocess
import sys
from dataclasses import fields

import pytest

from gateway.upstreams.capabilities import UNKNOWN, abilities, extract, limits
from translator.target import Capability


def test_mapped_models() -> None:
    """The three mapped models take what OpenAI documents for them."""
    plain, middle, small = (abilities(f"openai/{name}") for name in ("gpt-4.1-2025-04-14", "gpt-5.2-2025-12-11", "gpt-5-2025-08-07"))
    assert (plain.efforts, plain.sampling, plain.max_tokens_field) == ((), True, "max_tokens")
    assert middle.efforts == ("none", "low", "medium", "high", "xhigh")
    assert small.efforts == ("minimal", "low", "medium", "high")
    for reasoning in (middle, small):
        assert (reasoning.sampling, reasoning.max_tokens_field) == (False, "max_completion_tokens")
    assert all(one.files and one.images and one.hosted_search for one in (plain, middle, small))


@pytest.mark.parametrize(
    ("model", "efforts"),
    [
        ("gpt-4o", ()),
        ("gpt-4-0613", ()),
        ("gpt-3.5-turbo", ()),
        ("chatgpt-4o-latest", ()),
        ("o1", ("low", "medium", "high")),
        ("o1-mini", ()),
        ("o3-mini", ("low", "medium", "high")),
        ("o4-mini-2025-04-16", ("low", "medium", "high")),
        ("o3-deep-research", ("medium",)),
        ("gpt-5-mini", ("minimal", "low", "medium", "high")),
        ("gpt-5-chat-latest", ()),
        ("gpt-5-codex", ("low", "medium", "high")),
        ("gpt-5-pro", ("high",)),
        ("gpt-5.1", ("none", "low", "medium", "high")),
        ("gpt-5.1-chat-latest", ("medium",)),
        ("gpt-5.1-codex-max", ("low", "medium", "high", "xhigh")),
        ("gpt-5.2-pro", ("medium", "high", "xhigh")),
        ("gpt-5.3-codex", ("low", "medium", "high", "xhigh")),
        ("gpt-5.4-mini", ("none", "low", "medium", "high", "xhigh")),
        ("gpt-5.6-sol", ("none", "low", "medium", "high", "xhigh", "max")),
        ("gpt-6-astra", ("low", "medium", "high", "xhigh", "max")),
        ("gpt-6.1-sol", ("low", "medium", "high", "xhigh", "max")),
        ("gpt-6.1-terra", ("none", "low", "medium", "high", "xhigh", "max")),
        ("grok-3-mini", ("low", "high")),
        ("deepseek-reasoner", ()),
        ("gemini-2.5-pro", ("low", "medium", "high")),
    ],
)
def test_efforts(model: str, efforts: tuple[str, ...]) -> None:
    """Each family has the words of its own effort, weakest first."""
    assert abilities(model).efforts == efforts


@pytest.mark.parametrize("name", ["openai/gpt-5.4", "custom_openai/openai/gpt-5.4", "openrouter/openai/gpt-5.4:floor", "GPT-5.4"])
def test_provider_left_out(name: str) -> None:
    """Provider, variant and case of a name change nothing."""
    assert abilities(name) == abilities("gpt-5.4")


def test_unknown_model() -> None:
    """A model of no known family is taken for one that samples and does not reason."""
    assert abilities("my-own-model") is UNKNOWN


def test_every_ability_is_a_capability() -> None:
    """The translator's Capability has every field of the table under the same name, with the same default."""
    capability = {one.name: one.default for one in fields(Capability)}
    assert {one.name: one.default for one in fields(UNKNOWN)}.items() <= capability.items()


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("openai/gpt-4.1-2025-04-14", (32768, 1047576)),
        ("openai/gpt-5.2-2025-12-11", (128000, 272000)),
        ("gpt-5-2025-08-07", (128000, 272000)),
        ("gpt-5.1-2099-01-01", (128000, 272000)),
        ("custom_openai/openai/gpt-5.4", (128000, 1050000)),
        ("openai/no-such-model", (None, None)),
    ],
)
def test_limits(model: str, expected: tuple[int | None, int | None]) -> None:
    """A model's limits are those of the price table, also by its undated name, and unknown where the table has none."""
    assert limits(model, extract([model])) == expected


def test_pattern() -> None:
    """A pattern of config.yaml brings every model that it can stand for, and the extract is small, plain JSON."""
    extracted = extract(["openai/gpt-5*", "openai/o3*"])
    assert limits("openai/gpt-5-mini", extracted) == (128000, 272000)
    assert limits("o3-mini", extracted) == (100000, 200000)
    assert limits("openai/gpt-4.1", extracted) == (None, None)
    assert len(json.dumps(extracted)) < 20_000


def test_litellm_not_imported() -> None:
    """Reading the limits does not import LiteLLM, which takes seconds and hundreds of MB."""
    code = (
        "import sys; from gateway.upstreams.capabilities import extract; assert extract(['gpt-4.1']); assert 'litellm' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("model", "phases"),
    [
        *((model, False) for model in ("gpt-4.1", "o3", "gpt-5.2", "gpt-5.2-pro", "gpt-5.2-codex")),
        *(
            (model, True)
            for model in ("gpt-5.3-codex", "openai/gpt-5.4", "gpt-5.4-pro", "gpt-5.5-mini", "gpt-5.6-sol", "gpt-6-luna", "gpt-7")
        ),
    ],
)
def test_phases(model: str, phases: bool) -> None:
    """OpenAI, phase: gpt-5.3-codex and beyond tell comments from final answers."""
    assert abilities(model).phases is phases


def test_fine_tuned_models() -> None:
    """A fine-tuned model takes what its base takes, and has its limits."""
    name = "openai/ft:o4-mini-2025-04-16:acme::x1"
    assert abilities(name) == abilities("o4-mini")
    assert limits(name, extract([name])) == limits("o4-mini", extract(["o4-mini"]))


@pytest.mark.parametrize(
    ("model", "structured"),
    [("gpt-3.5-turbo", False), ("gpt-4-turbo", False), ("gpt-4o-2024-05-13", False), ("gpt-4o", True), ("o1", True)],
)
def test_structured(model: str, structured: bool) -> None:
    """OpenAI, Structured outputs: from gpt-4o-2024-08-06 and gpt-4o-mini on."""
    assert abilities(model).structured is structured
