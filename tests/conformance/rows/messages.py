"""Messages: roles, order, and what histories need before an upstream takes them."""

from tests.conformance.sent import HELLO, Json, Sent, invalid, message, request, text
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_api, by_wire, everywhere

CALL = {"type": "tool_use", "id": "toolu_1", "name": "Read", "input": {"path": "a"}}
OTHER = {"type": "tool_use", "id": "toolu_2", "name": "Read", "input": {"path": "b"}}
TOOLS = [{"name": "Read", "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}}]


def result(identity: str = "toolu_1", content: object = "done", **more: object) -> Json:
    """A tool_result block."""
    return {"type": "tool_result", "tool_use_id": identity, "content": content, **more}


def history(*messages: Json) -> Json:
    """A request with the tool and this history after the first message."""
    return {"tools": TOOLS, "messages": [HELLO, *messages]}


def ordered(item: str, fields: Json, verdicts: tuple[Verdict, ...], *wanted: str) -> Row:
    """A row whose proof is the order of what the upstream gets."""

    def sees(sent: Sent) -> None:
        assert sent.order == list(wanted), sent.order

    return request(item, fields, sees, verdicts)


def _joined(sent: Sent) -> None:
    assert sent.said("user") in (["One.", "Two."], ["One.\n\nTwo."])


def _in_place(sent: Sent) -> None:
    assert sent.order == ["user.text", "assistant.text", "system.text", "user.text"]


def _prefill(sent: Sent) -> None:
    assert sent.said("assistant") == ["{"]
    if sent.column.openai:
        assert "continue" in sent.said("system")[-1]
    else:
        assert sent.order[-1] == "assistant.text"


def _gone(sent: Sent) -> None:
    assert "Only once." not in sent.said("system")


def _still(sent: Sent) -> None:
    assert "Only once." in sent.said("system")


def _paired(sent: Sent) -> None:
    calls, results = sent.of("call"), sent.of("result")
    assert [call[0] for call in calls] == [one[0] for one in results]
    assert len({call[0] for call in calls}) == len(calls)
    assert all(len(call[0]) <= 64 for call in calls)


def _clean(sent: Sent) -> None:
    assert sent.said("user") == ["a\ufffdb\ufffdc"]


SAID = message("Hi.", role="assistant")
ROWS: list[Row] = [
    ordered(
        "`user`, `assistant` in turn", {"messages": [HELLO, SAID, HELLO]}, everywhere(EXACT), "user.text", "assistant.text", "user.text"
    ),
    ordered("a conversation that begins with `assistant`", {"messages": [SAID, HELLO]}, everywhere(EXACT), "assistant.text", "user.text"),
    request("neighbours of one role", {"messages": [message("One."), message("Two.")]}, _joined, everywhere(EXACT)),
    request(
        "`role: system` inside `messages`",
        {"messages": [HELLO, SAID, message("Now be brief.", role="system"), message("Go.")]},
        _in_place,
        everywhere(EXACT),
    ),
    request(
        "`clear_at: next_user_message`, passed",
        {"messages": [HELLO, {**message("Only once.", role="system"), "clear_at": "next_user_message"}, SAID, message("Go.")]},
        _gone,
        everywhere(EXACT),
    ),
    request(
        "`clear_at: next_user_message`, present",
        {"messages": [HELLO, {**message("Only once.", role="system"), "clear_at": "next_user_message"}]},
        _still,
        everywhere(EXACT),
    ),
    request(
        "prefill (`assistant` last)",
        {"messages": [HELLO, message("{", role="assistant")]},
        _prefill,
        by_api(approximated("prefill-by-instruction"), approximated("prefill-left-to-backend")),
    ),
    ordered(
        "an empty text block",
        {"messages": [message(text(""), text("Hello"))]},
        everywhere(approximated("dropped-empty-text")),
        "user.text",
    ),
    request(
        "an empty message",
        {"messages": [message("One."), message("", role="assistant"), message("Two.")]},
        _joined,
        everywhere(approximated("dropped-empty-message")),
    ),
    request(
        "NUL characters and halves of surrogate pairs",
        {"messages": [message("a\0b\ud800c")]},
        _clean,
        everywhere(approximated("replaced-characters")),
    ),
    ordered(
        "text before a tool call",
        history(message(text("Let me look."), CALL, role="assistant"), message(result())),
        everywhere(EXACT),
        "user.text",
        "assistant.text",
        "assistant.call",
        "tool.result",
    ),
    request(
        "text after a tool call",
        history(message(CALL, text("Wait."), role="assistant"), message(result())),
        _paired,
        by_wire(EXACT, approximated("text-before-tool-call")),
    ),
    request(
        "parallel tool calls and their results",
        history(message(CALL, OTHER, role="assistant"), message(result(), result("toolu_2"))),
        _paired,
        everywhere(EXACT),
    ),
    request(
        "results out of order",
        history(message(CALL, OTHER, role="assistant"), message(result("toolu_2"), result())),
        _paired,
        everywhere(EXACT),
    ),
    request(
        "a call without a result",
        history(message(CALL, role="assistant"), message("Stop.")),
        _paired,
        everywhere(approximated("missing-tool-result")),
    ),
    request("a result without a call", history(message(result())), _paired, everywhere(approximated("orphan-tool-result"))),
    request(
        "two results of one call",
        history(message(CALL, role="assistant"), message(result(), result(content="again"))),
        _paired,
        everywhere(approximated("duplicate-tool-result")),
    ),
    request(
        "a result that comes later",
        history(message(CALL, role="assistant"), message("One moment."), message("Yes?", role="assistant"), message(result(), text("So?"))),
        _paired,
        everywhere(approximated("moved-tool-result")),
    ),
    request(
        "one id for two calls",
        history(
            message(CALL, role="assistant"),
            message(result()),
            message({**OTHER, "id": "toolu_1"}, role="assistant"),
            message(result()),
        ),
        _paired,
        everywhere(EXACT),
    ),
    request(
        "ids that the upstream does not take",
        history(message({**CALL, "id": "x" * 80}, role="assistant"), message(result("x" * 80))),
        _paired,
        everywhere(EXACT),
    ),
    invalid(
        "`tool_use` from the user",
        {"messages": [message(CALL)]},
        "messages.0: `tool_use` blocks can only be in `assistant` messages",
    ),
]
