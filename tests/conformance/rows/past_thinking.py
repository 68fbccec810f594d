"""Thinking of earlier turns."""

from gateway.offline import seal
from tests.conformance.columns import Column, route
from tests.conformance.sent import HELLO, Json, Sent, message, request, text
from tests.conformance.verdicts import EXACT, Row, each, everywhere, refused
from translator.signature import pack

# OpenAI's chat completions neither shows reasoning nor takes it back.
THINKING = ("responses-gpt-5.2", "chat-compat")


def ours(column: Column) -> Json:
    """A history with a thinking block that this target's upstream has made."""
    return {"messages": [HELLO, message(thought(column), text("So."), role="assistant"), message("Go on.")]}


def thought(column: Column) -> Json:
    """Return a block as this target's answers bring it; where they bring none, one of another model's."""
    model = route(column).target.model if column.key in THINKING else "gpt-5.4"
    item: Json = {"reasoning_content": "Hm."}
    if column.wire == "responses":
        item = {"id": "rs_1", "type": "reasoning", "summary": [], "encrypted_content": seal.issue(model, "rs_1")}
    return {"type": "thinking", "thinking": "Hm.", "signature": pack(model, item)}


def _replayed(sent: Sent) -> None:
    if sent.column.key not in THINKING:
        assert sent.said("assistant") == ["So."]
        return
    assert len(sent.of("reasoning")) == 1
    if sent.column.wire == "responses":
        assert sent.of("reasoning")[0]["id"] == "rs_1"
        assert sent.of("reasoning")[0]["encrypted_content"]
    else:
        assert sent.of("reasoning") == ["Hm."]


def _redacted(column: Column) -> Json:
    block = {"type": "redacted_thinking", "data": thought(column)["signature"]}
    return {"messages": [HELLO, message(block, text("So."), role="assistant"), message("Go on.")]}


def _not_replayed(sent: Sent) -> None:
    assert not sent.of("reasoning")
    assert sent.said("assistant") == ["So."]


NONE_OF_ITS_OWN = refused("dropped-foreign-thinking", how="It shows no thinking, so a history has none of its own; any other is left out.")
OWN = each(EXACT, NONE_OF_ITS_OWN, NONE_OF_ITS_OWN, NONE_OF_ITS_OWN, EXACT)


ROWS: list[Row] = [
    request(
        "`thinking` of the target's own",
        ours,
        _replayed,
        OWN,
        "block:thinking",
    ),
    request("`redacted_thinking` of the target's own", _redacted, _replayed, OWN, "block:redacted_thinking"),
    request(
        "`thinking` of Anthropic's or another model's",
        {
            "messages": [
                HELLO,
                message({"type": "thinking", "thinking": "Hm.", "signature": "EqQBCkYIBxgC"}, text("So."), role="assistant"),
                HELLO,
            ]
        },
        _not_replayed,
        everywhere(refused("dropped-foreign-thinking")),
    ),
]
