"""Length, sampling and service tier within what the target takes."""

from dataclasses import replace

import pytest

from tests.unit.translator.request.parameters import COMPATIBLE, GPT_4_1, GPT_5, GPT_5_2, planned, target
from translator.failure import Failure
from translator.request.answer import effort, limits
from translator.target import Capability


def test_max_tokens() -> None:
    """max_tokens is lowered to the target's limit, and noted; unknown limits change nothing."""
    lowered = planned(limits.apply, to=target(GPT_4_1), max_tokens=128000)
    assert (lowered.max_output, lowered.notes.kinds) == (32768, {"max-tokens-clamped": 1})
    for capability, asked in ((GPT_5, 128000), (COMPATIBLE, 10**6), (GPT_4_1, 1)):
        kept = planned(limits.apply, to=target(capability), max_tokens=asked)
        assert (kept.max_output, kept.notes.kinds) == (asked, {})


def test_min_tokens() -> None:
    """MIN_TOKENS_LIMIT raises a smaller max_tokens as far as the model goes, and says so; it never raises a mere filling of the cache."""
    least = replace(GPT_4_1, min_output=1024)
    raised = planned(limits.apply, to=target(least), max_tokens=1)
    assert (raised.max_output, raised.notes.kinds) == (1024, {"max-tokens-raised": 1})
    raised = planned(limits.apply, to=target(replace(least, max_output=500)), max_tokens=400)
    assert (raised.max_output, raised.notes.kinds) == (500, {"max-tokens-raised": 1})
    for most, asked in ((500, 500), (None, 1024), (None, 2000)):
        kept = planned(limits.apply, to=target(replace(least, max_output=most)), max_tokens=asked)
        assert (kept.max_output, kept.notes.kinds) == (asked, {})
    assert planned(limits.apply, to=target(least), max_tokens=0).max_output == 1


def test_filling_the_cache() -> None:
    """max_tokens 0 fills the prompt cache (Anthropic, Prompt caching): the upstream writes the least it can."""
    plan = planned(limits.apply, to=target(GPT_4_1), max_tokens=0)
    assert (plan.max_output, plan.warm) == (1, True)
    assert not planned(limits.apply, to=target(GPT_4_1), max_tokens=1).warm


def test_sampling() -> None:
    """A model that samples gets temperature and top_p as they are."""
    plan = planned(limits.apply, to=target(GPT_4_1), temperature=0.2, top_p=0.9)
    assert (plan.temperature, plan.top_p, plan.notes.kinds) == (0.2, 0.9, {})


def test_no_sampling() -> None:
    """A model that does not sample gets neither; the loss is noted, but not that of the default, 1."""
    plan = planned(limits.apply, to=target(GPT_5), temperature=0.2, top_p=0.9)
    assert (plan.temperature, plan.top_p, plan.notes.kinds) == (None, None, {"dropped-temperature": 1, "dropped-top-p": 1})
    assert not planned(limits.apply, to=target(GPT_5), temperature=1, top_p=1.0).notes.kinds


def test_sampling_while_not_reasoning() -> None:
    """gpt-5.2 samples at effort none alone."""
    for thinking, temperature in (({"type": "disabled"}, 0.2), ({"type": "adaptive"}, None)):
        plan = planned(effort.apply, limits.apply, to=target(GPT_5_2), thinking=thinking, temperature=0.2)
        assert plan.temperature == temperature


@pytest.mark.parametrize(
    ("capability", "wire", "sent"),
    [(COMPATIBLE, "chat", 40), (COMPATIBLE, "responses", None), (GPT_4_1, "chat", None), (GPT_5, "responses", None)],
)
def test_top_k(capability: Capability, wire: str, sent: int | None) -> None:
    """top_k goes to compatible chat backends alone; elsewhere its loss is noted."""
    plan = planned(limits.apply, to=target(capability, "chat" if wire == "chat" else "responses"), top_k=40)
    assert (plan.top_k, plan.notes.kinds) == (sent, {} if sent else {"dropped-top-k": 1})


@pytest.mark.parametrize(("asked", "sent"), [("auto", None), ("standard_only", "default"), (None, None)])
def test_service_tier(asked: str | None, sent: str | None) -> None:
    """standard_only is OpenAI's default tier; auto is what both do unasked."""
    plan = planned(limits.apply, service_tier=asked)
    assert (plan.service_tier, plan.notes.kinds) == (sent, {})
    assert planned(limits.apply, to=target(COMPATIBLE, "chat"), service_tier=asked).service_tier is None


def test_wrong_tier() -> None:
    """A tier that the API does not know is refused in its words."""
    with pytest.raises(Failure, match="service_tier: Input should be 'auto' or 'standard_only'"):
        planned(limits.apply, service_tier="priority")
