"""Thinking, effort and sampling."""

from tests.conformance.columns import COLUMNS
from tests.conformance.sent import HELLO, Sees, Sent, invalid, message, request
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_api, by_model, each, everywhere, refused

NO_THINKING = refused("dropped-thinking")
NO_EFFORT = refused("dropped-effort")
AT_WILL = "The model thinks as with adaptive: when, is its own choice."
SHOWS_NOTHING = refused("thinking-not-shown")
UNSEEN = approximated("thinking-not-shown")
LEFT_TO_IT = approximated(how="Such servers have no common field for it: the model thinks as it does, and what it shows comes back.")
THINKS = each(EXACT, NO_THINKING, UNSEEN, NO_THINKING, LEFT_TO_IT)
SHOWN = each(EXACT, NO_THINKING, SHOWS_NOTHING, NO_THINKING, LEFT_TO_IT)
UPDATES = "The upstream's summaries stand for the short reports."
IN_WORDS = "Budgets become the target's own words: below 4,000 low, 16,000 medium, 64,000 high, from there its strongest."
BUDGET = each(approximated(how=IN_WORDS), NO_THINKING, approximated("thinking-not-shown", how=IN_WORDS), NO_THINKING, LEFT_TO_IT)


def effort(*words: str | None) -> Sees:
    """The effort in each column."""

    def sees(sent: Sent) -> None:
        assert sent.effort == words[COLUMNS.index(sent.column)], sent.effort

    return sees


def _on(word: str) -> Sees:
    return effort(word, None, word, None, None)


def _budget(tokens: int, word: str) -> Row:
    return request(
        f"`thinking: enabled`, {tokens:,} tokens",
        {"thinking": {"type": "enabled", "budget_tokens": tokens}},
        _on(word),
        BUDGET,
    )


def _asked(word: str, first: str, second: str, verdicts: tuple[Verdict, ...]) -> Row:
    return request(
        f"`output_config.effort: {word}`", {"output_config": {"effort": word}}, effort(first, None, second, None, None), verdicts
    )


def _summary(sent: Sent) -> None:
    if sent.column.key == "responses-gpt-5.2":
        assert sent.body["reasoning"]["summary"] == "auto"
    assert sent.plan.display == "summarized"


def _no_summary(sent: Sent) -> None:
    assert "summary" not in (sent.body.get("reasoning") or {})
    assert sent.plan.display == "omitted"


def _encrypted(sent: Sent) -> None:
    wanted = sent.column.wire == "responses" and sent.column.reasons
    assert ("reasoning.encrypted_content" in sent.body.get("include", [])) == wanted
    assert sent.body.get("store", False) is False


def _sampled(sent: Sent) -> None:
    taken = not sent.column.reasons
    assert sent.body.get("temperature") == (0.3 if taken else None)


def _nucleus(sent: Sent) -> None:
    assert sent.body.get("top_p") == (None if sent.column.reasons else 0.5)


def _kept(sent: Sent) -> None:
    assert sent.body.get("temperature") == 0.3


def _top_k(sent: Sent) -> None:
    assert sent.body.get("top_k") == (None if sent.column.openai else 40)


def _stops(sent: Sent) -> None:
    # The answer is watched, and streamed so that it can be ended there: see the rows of stop reasons.
    assert sent.plan.stop == ["END", "STOP"]
    assert "stop" not in sent.body
    assert sent.body["stream"] is True


def _many_stops(sent: Sent) -> None:
    assert len(sent.plan.stop) == 6
    assert "stop" not in sent.body


ADAPTIVE = {"thinking": {"type": "adaptive"}}
TURN = {"messages": [HELLO, {**message("Think.", role="system"), "output_config": {"effort": "low"}}]}
THINKING: list[Row] = [
    request("`thinking: adaptive`", ADAPTIVE, _on("high"), THINKS, "thinking:adaptive", "field:thinking"),
    _budget(1024, "low"),
    _budget(10_000, "medium"),
    _budget(31_999, "high"),
    request(
        "`thinking: enabled` (what the budget becomes)",
        {"thinking": {"type": "enabled", "budget_tokens": 100_000}},
        effort("xhigh", None, "high", None, None),
        BUDGET,
        "thinking:enabled",
    ),
    request(
        "`thinking: disabled`",
        {"thinking": {"type": "disabled"}},
        effort("none", None, "minimal", None, None),
        each(EXACT, EXACT, approximated(how="Thinking cannot be turned off there: the least effort, minimal, is used."), EXACT, LEFT_TO_IT),
        "thinking:disabled",
    ),
    request(
        "`thinking: between_tools`",
        {"thinking": {"type": "between_tools"}},
        _on("high"),
        each(approximated(how=AT_WILL), NO_THINKING, approximated("thinking-not-shown", how=AT_WILL), NO_THINKING, LEFT_TO_IT),
        "thinking:between_tools",
    ),
    request("`thinking.display: summarized`", {"thinking": {"type": "adaptive", "display": "summarized"}}, _summary, SHOWN),
    request("`thinking.display: omitted`", {"thinking": {"type": "adaptive", "display": "omitted"}}, _no_summary, SHOWN),
    request(
        "`thinking.display: updates`",
        {"thinking": {"type": "adaptive", "display": "updates"}},
        _summary,
        each(approximated(how=UPDATES), NO_THINKING, SHOWS_NOTHING, NO_THINKING, LEFT_TO_IT),
    ),
    request("encrypted reasoning for the next turn, nothing stored", ADAPTIVE, _encrypted, SHOWN),
    _asked("low", "low", "low", by_model(EXACT, NO_EFFORT)),
    _asked("medium", "medium", "medium", by_model(EXACT, NO_EFFORT)),
    _asked("high", "high", "high", by_model(EXACT, NO_EFFORT)),
    _asked("xhigh", "xhigh", "high", each(EXACT, NO_EFFORT, approximated("effort-approximated"), NO_EFFORT, NO_EFFORT)),
    _asked("max", "xhigh", "high", by_model(approximated("effort-approximated"), NO_EFFORT)),
    request("`output_config.effort` of one turn (system message)", TURN, _on("low"), by_model(EXACT, NO_EFFORT)),
    invalid("an unknown effort", {"output_config": {"effort": "extreme"}}, "output_config.effort: Input should be 'low'"),
    invalid(
        "a budget below 1,024",
        {"thinking": {"type": "enabled", "budget_tokens": 100}},
        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
    ),
]
SAMPLING: list[Row] = [
    request("`temperature`", {"temperature": 0.3}, _sampled, by_model(refused("dropped-temperature"), EXACT)),
    request("`temperature: 1` (the default)", {"temperature": 1}, lambda _: None, everywhere(EXACT)),
    request("`top_p`", {"top_p": 0.5}, _nucleus, by_model(refused("dropped-top-p"), EXACT)),
    request("`top_k`", {"top_k": 40}, _top_k, by_api(refused("dropped-top-k"), EXACT)),
    request("`stop_sequences`", {"stop_sequences": ["END", "STOP"]}, _stops, everywhere(EXACT), "field:stop_sequences"),
    request("`stop_sequences`, more than four", {"stop_sequences": list("ABCDEF")}, _many_stops, everywhere(EXACT)),
    invalid("`temperature` out of range", {"temperature": 1.5}, "temperature: Input should be less than or equal to 1"),
    invalid("`top_k` of a wrong type", {"top_k": "many"}, "top_k: Input should be a valid integer"),
    invalid("a stop sequence of white space", {"stop_sequences": [" "]}, "stop_sequences: each stop sequence must contain non-whitespace"),
]
