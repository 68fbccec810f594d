"""The models as clients list them."""

import pytest
from anthropic.types import ModelInfo

from gateway.upstreams.catalogue import Model, anthropic_shape, display_name, listed, model, openai_shape, resolved, to_try

TARGETS = {
    "claude-opus-4-5-20251101": "openai/gpt-5.2-2025-12-11",
    "*opus*": "openai/gpt-5.2-2025-12-11",
    "*sonnet*": "openrouter/openai/gpt-5.4",
    "gpt-*": "openai/gpt-*",
    "text-embedding-*": "openai/text-embedding-*",
    "embedder": "openai/text-embedding-3-small",
}


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("claude-opus-5-5", "openai/gpt-5.2-2025-12-11"),
        ("claude-sonnet-5-5", "openrouter/openai/gpt-5.4"),
        ("gpt-4.1", "openai/gpt-4.1"),
        ("GPT-4.1", "openai/gpt-4.1"),
        ("claude-haiku-5-5", None),
    ],
)
def test_resolved(asked: str, target: str | None) -> None:
    """A name leads to its target, a pattern's * filled; one that fits nothing leads nowhere."""
    assert resolved(TARGETS, asked) == target


def test_resolved_by_a_pattern_of_two() -> None:
    """Every * of a pattern is filled: one server's ids that hold a slash are themselves."""
    assert resolved({"*/*": "custom_openai/*/*"}, "meta-llama/llama-4") == "custom_openai/meta-llama/llama-4"


def test_listed() -> None:
    """Today's ids of the client whose family is mapped, literal names, targets that go by their own name; no pattern, nothing twice."""
    own = ["gpt-5.2-2025-12-11", "text-embedding-3-small"]
    assert listed(TARGETS) == ["claude-opus-5-5", "claude-sonnet-5-5", "claude-opus-4-5-20251101", "embedder", *own]


def test_to_try() -> None:
    """Each target once, with all the names that lead to it, but twice where two ways lead to it; none that answers no messages."""
    opus = ["claude-opus-5-5", "claude-opus-4-5-20251101", "gpt-5.2-2025-12-11"]
    sonnet = {"target": "openrouter/openai/gpt-5.4", "names": ["claude-sonnet-5-5"]}
    assert to_try(TARGETS, listed(TARGETS), {}) == [{"target": "openai/gpt-5.2-2025-12-11", "names": opus}, sonnet]
    other = to_try(TARGETS, listed(TARGETS), {"*opus*": "another key"})
    assert [one["names"] for one in other] == [opus[:1], sonnet["names"], opus[1:]]


def test_limits_are_the_smallest() -> None:
    """The limit of an answer is the model's own, or config.yaml's where that is smaller."""
    known: dict[str, list[int | None]] = {"gpt-5.2-2025-12-11": [128_000, 272_000]}
    assert model(TARGETS, known, {}, "claude-opus-5-5") == Model("claude-opus-5-5", TARGETS["*opus*"], 128_000, 272_000)
    found = model(TARGETS, known, {"*opus*": 4096}, "claude-opus-5-5")
    assert found is not None
    assert found.max_output == 4096
    assert model(TARGETS, known, {}, "nothing") is None


@pytest.mark.parametrize(
    ("name", "target", "shown"),
    [
        ("claude-opus-4-5-20251101", "openai/gpt-5.2", "Claude Opus 4.5 (gpt-5.2)"),
        ("claude-sonnet-5", "openai/gpt-5.2", "Claude Sonnet 5 (gpt-5.2)"),
        ("claude-opus-5-5", "anthropic/claude-opus-5-5", "Claude Opus 5.5"),
        ("gpt-5.2", "openai/gpt-5.2", "gpt-5.2"),
        ("my-own", "openrouter/openai/gpt-5.4", "my-own (openai/gpt-5.4)"),
    ],
)
def test_display_name(name: str, target: str, shown: str) -> None:
    """People see whose name it is and what answers."""
    assert display_name(Model(name, target)) == shown


def test_both_shapes() -> None:
    """Each is what its API's own library takes, strictly; the date is the id's, or the epoch."""
    told = anthropic_shape(Model("claude-opus-4-5-20251101", "openai/gpt-5.2", 128_000, 272_000))
    assert ModelInfo.model_validate(told, strict=False).created_at.year == 2025
    assert (told["type"], told["line"], told["max_input_tokens"]) == ("model", "opus", 272_000)
    assert set(told) == set(ModelInfo.model_fields)
    assert anthropic_shape(Model("claude-opus-5-5", "openai/gpt-5.2"))["created_at"] == "1970-01-01T00:00:00Z"
    assert openai_shape(Model("x", "openai/gpt-5.2")) == {"id": "x", "object": "model", "created": 0, "owned_by": "openai"}
