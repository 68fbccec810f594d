"""Thinking and effort in the target's own words."""

from typing import Any

import pytest

from tests.unit.translator.request.parameters import COMPATIBLE, GPT_4_1, GPT_5, GPT_5_2, planned, target, tool
from translator.failure import Failure
from translator.request.answer import effort
from translator.request.answer.effort_table import nearest, of_budget
from translator.request.tools import tools
from translator.target import Capability

PRO = Capability(efforts=("high",), openai=True)
NEWEST = Capability(efforts=("none", "low", "medium", "high", "xhigh", "max"), chat_tools_reason=False, openai=True)


@pytest.mark.parametrize(
    ("capability", "expected"),
    [
        (GPT_5, ["low", "medium", "high", "high", "high"]),
        (GPT_5_2, ["low", "medium", "high", "xhigh", "xhigh"]),
        (NEWEST, ["low", "medium", "high", "xhigh", "max"]),
        (PRO, ["high", "high", "high", "high", "high"]),
    ],
)
def test_effort(capability: Capability, expected: list[str]) -> None:
    """The client's effort becomes the target's word, or the nearest that it has, which is noted; also without thinking."""
    for asked, own in zip(["low", "medium", "high", "xhigh", "max"], expected, strict=True):
        plan = planned(effort.apply, to=target(capability), output_config={"effort": asked})
        assert (plan.effort, plan.thinking) == (own, False)
        assert plan.notes.kinds == ({} if own == asked else {"effort-approximated": 1})


def test_max_is_of_responses() -> None:
    """OpenAI's chat completions take xhigh at the most, also of models that have max on the Responses API."""
    for thinking in ({"type": "adaptive"}, {"type": "enabled", "budget_tokens": 9000}, None):
        plan = planned(effort.apply, to=target(NEWEST, wire="chat"), output_config={"effort": "max"}, thinking=thinking)
        assert plan.effort == "xhigh"
        assert plan.notes.kinds["effort-approximated"] == 1
    assert planned(effort.apply, to=target(NEWEST, wire="chat"), output_config={"effort": "xhigh"}).notes.kinds == {}


@pytest.mark.parametrize(("budget", "own"), [(1024, "low"), (4000, "medium"), (10000, "medium"), (31999, "high"), (100000, "xhigh")])
def test_budget(budget: int, own: str) -> None:
    """A thinking budget becomes the word for its size."""
    plan = planned(effort.apply, thinking={"type": "enabled", "budget_tokens": budget})
    assert (plan.effort, plan.thinking) == (own, True)


def test_effort_over_budget() -> None:
    """An effort counts more than a budget."""
    plan = planned(effort.apply, thinking={"type": "enabled", "budget_tokens": 31999}, output_config={"effort": "low"})
    assert (plan.effort, plan.thinking) == ("low", True)


def test_effort_of_one_turn() -> None:
    """An effort on a system message in mid-conversation counts for its own turn, also after tool results, and not for the next."""
    spoken = {"role": "user", "content": "x"}
    set_to_low = {"role": "system", "output_config": {"effort": "low"}}
    results = {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": "1", "content": "x"}, {"type": "text", "text": "Loaded."}],
    }
    called = {"role": "assistant", "content": "x"}
    asked = {"effort": "high"}
    assert planned(effort.apply, messages=[spoken, set_to_low, called, results], output_config=asked).effort == "low"
    assert planned(effort.apply, messages=[spoken, set_to_low, called, spoken], output_config=asked).effort == "high"


@pytest.mark.parametrize("kind", ["adaptive", "between_tools"])
def test_adaptive(kind: str) -> None:
    """Adaptive thinking without an effort is high, the API's default."""
    plan = planned(effort.apply, thinking={"type": kind})
    assert (plan.effort, plan.thinking) == ("high", True)


@pytest.mark.parametrize(
    ("capability", "weakest", "notes"), [(GPT_5, "minimal", {}), (GPT_5_2, "none", {}), (PRO, "high", {"thinking-not-disabled": 1})]
)
def test_disabled(capability: Capability, weakest: str, notes: dict[str, int]) -> None:
    """Thinking disabled is the target's weakest effort, whatever effort is asked for; noted where it thinks all the same."""
    plan = planned(effort.apply, to=target(capability), thinking={"type": "disabled"}, output_config={"effort": "high"})
    assert (plan.effort, plan.thinking, plan.notes.kinds) == (weakest, False, notes)


def test_absent() -> None:
    """Where the client says nothing, nothing is sent."""
    plan = planned(effort.apply)
    assert (plan.effort, plan.thinking, plan.notes.kinds) == (None, False, {})


@pytest.mark.parametrize(
    ("body", "notes"),
    [
        ({"thinking": {"type": "enabled", "budget_tokens": 31999}}, {"dropped-thinking": 1}),
        ({"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}}, {"dropped-thinking": 1, "dropped-effort": 1}),
        ({"output_config": {"effort": "high"}}, {"dropped-effort": 1}),
        ({"thinking": {"type": "disabled"}}, {}),
    ],
)
def test_no_reasoning(body: dict[str, Any], notes: dict[str, int]) -> None:
    """A model without reasoning gets nothing of it, whatever the user's setting, and the loss is noted."""
    plan = planned(effort.apply, to=target(GPT_4_1, effort="high"), **body)
    assert (plan.effort, plan.thinking, plan.notes.kinds) == (None, False, notes)


def test_unknown_backend() -> None:
    """A compatible backend's unknown model may reason: what it shows is shown, and the user's own setting reaches it."""
    plan = planned(effort.apply, to=target(COMPATIBLE, "chat", effort="high"), thinking={"type": "adaptive"})
    assert (plan.effort, plan.thinking, plan.notes.kinds) == ("high", True, {})


def test_setting_of_the_user() -> None:
    """The user's effort for the family overrides all that the client asks for."""
    asked: list[dict[str, Any]] = [{}, {"thinking": {"type": "disabled"}}, {"output_config": {"effort": "low"}}]
    for body in asked:
        assert planned(effort.apply, to=target(effort="medium"), **body).effort == "medium"


def test_search_with_the_least_effort() -> None:
    """gpt-5 refuses web search at minimal effort, so the effort is raised, and noted."""
    search = {"type": "web_search_20250305", "name": "web_search"}
    plan = planned(tools.apply, effort.apply, to=target(GPT_5), tools=[search], thinking={"type": "disabled"})
    assert (plan.effort, plan.notes.kinds) == ("low", {"effort-raised-for-search": 1})


def test_functions_on_chat() -> None:
    """Where the chat wire refuses functions together with an effort, the effort goes, and not the functions."""
    wanted: dict[str, Any] = {"tools": [tool()], "output_config": {"effort": "high"}}
    plan = planned(tools.apply, effort.apply, to=target(NEWEST, "chat"), **wanted)
    assert (plan.effort, plan.notes.kinds) == ("none", {"effort-none-for-tools": 1})
    assert planned(tools.apply, effort.apply, to=target(NEWEST), **wanted).effort == "high"


def test_thinking_that_the_wire_does_not_show() -> None:
    """OpenAI's chat completions shows no thinking: who asks for it is told, who does not, or gets none at all, is not."""
    for kind in ("adaptive", "disabled"):
        told = planned(effort.apply, to=target(GPT_5, "chat"), thinking={"type": kind}).notes.kinds
        assert told == ({"thinking-not-shown": 1} if kind == "adaptive" else {})
    assert planned(effort.apply, to=target(GPT_5, "chat")).notes.kinds == {}
    asked: dict[str, Any] = {"tools": [tool()], "thinking": {"type": "adaptive"}}
    assert planned(tools.apply, effort.apply, to=target(NEWEST, "chat"), **asked).notes.kinds == {"effort-none-for-tools": 1}
    assert planned(effort.apply, to=target(COMPATIBLE, "chat"), thinking={"type": "adaptive"}).notes.kinds == {}


@pytest.mark.parametrize(
    ("asked", "display"),
    [
        ("claude-opus-4-5-20251101", "summarized"),
        ("claude-sonnet-4-20250514", "summarized"),
        ("claude-3-7-sonnet-latest", "summarized"),
        ("claude-opus-4-6", "summarized"),
        ("claude-opus-4-7", "omitted"),
        ("claude-opus-5-5", "omitted"),
        ("claude-sonnet-5-5[1m]", "omitted"),
        ("claude-fable-5-2", "omitted"),
        ("gpt-5.2", "summarized"),
    ],
)
def test_default_display(asked: str, display: str) -> None:
    """Unsaid, thinking is summarized up to Claude 4.6 and omitted from then on; what the client says counts."""
    assert planned(effort.apply, asked=asked, thinking={"type": "adaptive"}).display == display
    assert planned(effort.apply, asked=asked, thinking={"type": "adaptive", "display": "omitted"}).display == "omitted"
    for shown in ("summarized", "updates"):
        assert planned(effort.apply, asked=asked, thinking={"type": "adaptive", "display": shown}).display == "summarized"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"output_config": {"effort": "huge"}}, "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'"),
        (
            {"thinking": {"type": "enabled", "budget_tokens": 1000}},
            "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
        ),
        (
            {"thinking": {"type": "adaptive", "display": "x"}},
            "thinking.adaptive.display: Input should be 'summarized', 'omitted' or 'updates'",
        ),
    ],
)
def test_refused(body: dict[str, Any], message: str) -> None:
    """What the API refuses is refused in its words."""
    with pytest.raises(Failure) as caught:
        planned(effort.apply, **body)
    assert caught.value.message == message


def test_nearest() -> None:
    """The nearest word is a weaker one, never none unless asked for; without any word there is none."""
    assert nearest("minimal", ("none", "low")) == "low"
    assert nearest("none", ("minimal", "low")) == "minimal"
    assert nearest("max", ("low", "high")) == "high"
    assert nearest("high", ()) is None
    assert nearest("strange", ("low",)) is None
    assert [of_budget(tokens) for tokens in (1024, 64000)] == ["low", "xhigh"]
