"""Thinking and effort: how much the target is to think, and whether the client wants to see it."""

import re
from typing import Any, Literal

from translator.failure import invalid
from translator.plan import Plan
from translator.request.answer.effort_table import ASKED, nearest, of_budget

LEAST_BUDGET = 1024
# Up to 4.6 Claude's thinking is summarized by default, later models' omitted.
SUMMARIZED = re.compile(r"claude-(\d|instant|(opus|sonnet|haiku)-(3|4(-[0-6])?(-20\d{6})?($|[^-\d])))")


def apply(plan: Plan) -> None:
    """Set plan.effort, plan.thinking and plan.display. A target without reasoning gets none of them; that it does not think, or
    not visibly, is noted.

    What counts, first to last: the user's own setting for the family, thinking disabled, the effort asked for, the budget.
    Raises Failure for an effort or a budget that the API refuses.
    """
    thinking: dict[str, Any] = plan.body.get("thinking") or {}
    kind = thinking.get("type", "")
    asked = _of_this_turn(plan.body["messages"]) or (plan.body.get("output_config") or {}).get("effort")
    if asked is not None and asked not in ASKED:
        raise invalid("output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'")
    if kind == "enabled" and thinking["budget_tokens"] < LEAST_BUDGET:
        raise invalid(f"thinking.enabled.budget_tokens: Input should be greater than or equal to {LEAST_BUDGET}")
    wanted = kind not in ("", "disabled")
    plan.display = _display(thinking, plan.asked)
    if not plan.target.capability.efforts:
        _without_efforts(plan, wanted, asked)
        return
    plan.thinking = wanted
    plan.effort = _effort(plan, kind, asked, thinking)
    _make_room_for_tools(plan)
    if wanted and plan.target.capability.openai and plan.target.wire == "chat" and plan.effort != "none":
        # https://platform.openai.com/docs/guides/reasoning: summaries and encrypted reasoning are the Responses API's.
        plan.notes.add("thinking-not-shown")


def _of_this_turn(messages: list[dict[str, Any]]) -> Any:  # noqa: ANN401 (checked by the caller)
    """Return the effort that a system message of the present turn asks for: its output_config applies to that turn alone."""
    for message in reversed(messages):
        if message["role"] == "system":
            config = message.get("output_config")
            if isinstance(config, dict) and config.get("effort"):
                return config["effort"]
        elif message["role"] == "user" and not _goes_on(message.get("content")):
            return None
    return None


def _goes_on(content: object) -> bool:
    """Tell whether a user's message brings tool results, perhaps with a word of the client's: then the turn began before it."""
    return isinstance(content, list) and any(block.get("type") == "tool_result" for block in content)


def _without_efforts(plan: Plan, wanted: bool, asked: str | None) -> None:
    # A compatible backend may run a model that reasons although no table knows it: then its user's word counts, and what it shows.
    if not plan.target.capability.openai and plan.target.wire == "chat":
        plan.effort = plan.target.effort
        plan.thinking = wanted
    elif wanted:
        plan.notes.add("dropped-thinking")
    if asked and not plan.effort:
        plan.notes.add("dropped-effort")


def _display(thinking: dict[str, Any], asked: str) -> Literal["summarized", "omitted"]:
    shown = thinking.get("display")
    if shown == "omitted":
        return "omitted"
    if shown in ("summarized", "updates"):
        # The short progress reports that updates asks for are what OpenAI's summaries come nearest to.
        return "summarized"
    if shown is not None:
        raise invalid(f"thinking.{thinking['type']}.display: Input should be 'summarized', 'omitted' or 'updates'")
    return "omitted" if asked.startswith("claude") and not SUMMARIZED.match(asked) else "summarized"


def _effort(plan: Plan, kind: str, asked: str | None, thinking: dict[str, Any]) -> str | None:
    efforts = _own(plan)
    if plan.target.effort:
        return _noted(plan, plan.target.effort)
    if kind == "disabled":
        if efforts[0] not in ("none", "minimal"):
            plan.notes.add("thinking-not-disabled")
        return efforts[0]
    if asked:
        return _noted(plan, asked)
    if kind == "enabled":
        return nearest(of_budget(thinking["budget_tokens"]), efforts)
    # Adaptive thinking without a word is high, as the API documents; without thinking the target's own default stands.
    return nearest("high", efforts) if kind else None


def _own(plan: Plan) -> tuple[str, ...]:
    """Return the target's words: max is the Responses API's alone.

    OpenAI's chat completions: "'reasoning_effort' does not support 'max' with this model" (BerriAI/litellm-docs#1173).
    """
    efforts = plan.target.capability.efforts
    if plan.target.capability.openai and plan.target.wire == "chat":
        return tuple(word for word in efforts if word != "max")
    return efforts


def _noted(plan: Plan, word: str) -> str | None:
    own = nearest(word, _own(plan))
    if own != word:
        plan.notes.add("effort-approximated")
    return own


def _make_room_for_tools(plan: Plan) -> None:
    """Move an effort away from what the upstream refuses together with tools."""
    capability = plan.target.capability
    if plan.search is not None and plan.effort == "minimal":
        # "The following tools cannot be used with reasoning.effort 'minimal': web_search."
        plan.effort = next((word for word in capability.efforts if word != "minimal"), None)
        plan.notes.add("effort-raised-for-search")
    refused = capability.openai and plan.target.wire == "chat" and not capability.chat_tools_reason
    if refused and plan.tools and plan.effort != "none":
        # "Function tools with reasoning_effort are not supported for gpt-5.4 in /v1/chat/completions."
        plan.effort = "none" if "none" in capability.efforts else None
        plan.notes.add("effort-none-for-tools")
