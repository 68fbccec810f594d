"""Thinking, effort and sampling."""

from tests.conformance.sent import HELLO, Sent, invalid, message, request
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_api, by_model, by_wire, each, everywhere, refused

NO_THINKING = refused("dropped-thinking")
NO_EFFORT = refused("dropped-effort")
LEFT_TO_IT = approximated(how="Such servers have no common field for it: the model thinks as it does, and what it shows comes back.")
THINKS = by_model(EXACT, NO_THINKING, LEFT_TO_IT)
IN_WORDS = "Budgets become the target's own words: below 4,000 low, 16,000 medium, 64,000 high, from there its strongest."
BUDGET = by_model(approximated(how=IN_WORDS), NO_THINKING, LEFT_TO_IT)


def effort(*words: str | None) -> object:
    """The effort in each column."""

    def sees(sent: Sent) -> None:
        from tests.conformance.columns import COLUMNS

        assert sent.effort == words[COLUMNS.index(sent.column)], sent.effort

    return sees


def on(word: str) -> object:
    return effort(word, None, word, None, None)


def budget(tokens: int, word: str) -> Row:
    return request(
        f"`thinking: enabled`, {tokens:,} tokens",
        {"thinking": {"type": "enabled", "budget_tokens": tokens}},
        on(word),  # type: ignore[arg-type]
        BUDGET,
    )


def asked(word: str, first: str, second: str, verdicts: tuple[Verdict, ...]) -> Row:
    return request(
        f"`output_config.effort: {word}`", {"output_config": {"effort": word}}, effort(first, None, second, None, None), verdicts
    )  # type: ignore[arg-type]


def summary(sent: Sent) -> None:
    if sent.column.key == "responses-gpt-5.2":
        assert sent.body["reasoning"]["summary"] == "auto"
    assert sent.plan.display == "summarized"


def no_summary(sent: Sent) -> None:
    assert "summary" not in (sent.body.get("reasoning") or {})
    assert sent.plan.display == "omitted"


def encrypted(sent: Sent) -> None:
    wanted = sent.column.wire == "responses" and sent.column.reasons
    assert ("reasoning.encrypted_content" in sent.body.get("include", [])) == wanted
    assert sent.body.get("store", False) is False


def sampled(sent: Sent) -> None:
    taken = not sent.column.reasons
    assert sent.body.get("temperature") == (0.3 if taken else None)


def nucleus(sent: Sent) -> None:
    assert sent.body.get("top_p") == (None if sent.column.reasons else 0.5)


def kept(sent: Sent) -> None:
    assert sent.body.get("temperature") == 0.3


def top_k(sent: Sent) -> None:
    assert sent.body.get("top_k") == (None if sent.column.openai else 40)


def stops(sent: Sent) -> None:
    # Where the wire takes none, and beyond four, the answer is watched: see the rows of stop reasons.
    assert sent.plan.stop == ["END", "STOP"]
    if sent.column.wire == "chat" and not sent.column.reasons:
        assert sent.body["stop"] == ["END", "STOP"]
    else:
        assert "stop" not in sent.body


def many_stops(sent: Sent) -> None:
    assert len(sent.plan.stop) == 6
    assert len(sent.body.get("stop", [])) <= 4


ADAPTIVE = {"thinking": {"type": "adaptive"}}
TURN = {"messages": [HELLO, {**message("Think.", role="system"), "output_config": {"effort": "low"}}]}
THINKING: list[Row] = [
    request("`thinking: adaptive`", ADAPTIVE, on("high"), THINKS, "thinking:adaptive", "field:thinking"),  # type: ignore[arg-type]
    budget(1024, "low"),
    budget(10_000, "medium"),
    budget(31_999, "high"),
    request(
        "`thinking: enabled` (what the budget becomes)",
        {"thinking": {"type": "enabled", "budget_tokens": 100_000}},
        effort("xhigh", None, "high", None, None),  # type: ignore[arg-type]
        BUDGET,
        "thinking:enabled",
    ),
    request(
        "`thinking: disabled`",
        {"thinking": {"type": "disabled"}},
        effort("none", None, "minimal", None, None),  # type: ignore[arg-type]
        each(EXACT, EXACT, approximated(how="Thinking cannot be turned off there: the least effort, minimal, is used."), EXACT, LEFT_TO_IT),
        "thinking:disabled",
    ),
    request("`thinking: between_tools`", {"thinking": {"type": "between_tools"}}, on("high"), THINKS, "thinking:between_tools"),  # type: ignore[arg-type]
    request("`thinking.display: summarized`", {"thinking": {"type": "adaptive", "display": "summarized"}}, summary, THINKS),
    request("`thinking.display: omitted`", {"thinking": {"type": "adaptive", "display": "omitted"}}, no_summary, THINKS),
    request("encrypted reasoning for the next turn, nothing stored", ADAPTIVE, encrypted, THINKS),
    asked("low", "low", "low", by_model(EXACT, NO_EFFORT)),
    asked("medium", "medium", "medium", by_model(EXACT, NO_EFFORT)),
    asked("high", "high", "high", by_model(EXACT, NO_EFFORT)),
    asked("xhigh", "xhigh", "high", each(EXACT, NO_EFFORT, approximated("effort-approximated"), NO_EFFORT, NO_EFFORT)),
    asked("max", "xhigh", "high", by_model(approximated("effort-approximated"), NO_EFFORT)),
    request("`output_config.effort` of one turn (system message)", TURN, on("low"), by_model(EXACT, NO_EFFORT)),  # type: ignore[arg-type]
    invalid("an unknown effort", {"output_config": {"effort": "extreme"}}, "output_config.effort: Input should be 'low'"),
    invalid(
        "a budget below 1,024",
        {"thinking": {"type": "enabled", "budget_tokens": 100}},
        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
    ),
]
SAMPLING: list[Row] = [
    request("`temperature`", {"temperature": 0.3}, sampled, by_model(refused("dropped-temperature"), EXACT)),
    request("`temperature: 1` (the default)", {"temperature": 1}, lambda _: None, everywhere(EXACT)),
    request("`top_p`", {"top_p": 0.5}, nucleus, by_model(refused("dropped-top-p"), EXACT)),
    request("`top_k`", {"top_k": 40}, top_k, by_api(refused("dropped-top-k"), EXACT)),
    request("`stop_sequences`", {"stop_sequences": ["END", "STOP"]}, stops, everywhere(EXACT), "field:stop_sequences"),
    request("`stop_sequences`, more than four", {"stop_sequences": list("ABCDEF")}, many_stops, everywhere(EXACT)),
    invalid("`temperature` out of range", {"temperature": 1.5}, "temperature: Input should be less than or equal to 1"),
    invalid("`top_k` of a wrong type", {"top_k": "many"}, "top_k: Input should be a valid integer"),
    invalid("a stop sequence of white space", {"stop_sequences": [" "]}, "stop_sequences: each stop sequence must contain non-whitespace"),
]
assert by_wire
