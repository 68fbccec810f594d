"""What single backends say in other places, in other forms, or once more at the end."""

from typing import Any

import pytest

from tests.gathering import blocks
from tests.unit.translator.response import chat_streams as c
from tests.unit.translator.response.running import answered, checked, ending, events, sse, streamed

Json = dict[str, Any]
UNPAID: Json = {"id": "x", "choices": None, "created": 1, "base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}


def told(stream: list[Json] | bytes) -> list[Json]:
    """Return the client's events, checked."""
    data = stream if isinstance(stream, bytes) else sse(stream, "chat")
    return checked(events(streamed("chat", data)[1]))


@pytest.mark.parametrize("delta", [{}, {"delta": {}}, {"delta": None}])
def test_the_whole_message_at_the_end(delta: Json) -> None:
    """MiniMax ends its stream with the whole message, Perplexity has it beside every delta: what was said is not said again."""
    message = {
        "role": "assistant",
        "content": "Hi there",
        "reasoning_content": "Hm",
        "tool_calls": c.tool(0, "{}", "a", "Read")["tool_calls"],
    }
    last = {"index": 0, "finish_reason": "tool_calls", "message": message, **delta}
    stream = [
        c.chunk({"reasoning_content": "Hm"}),
        *c.texts("Hi ", "there"),
        c.chunk(c.tool(0, "{}", "a", "Read")),
        {"object": "chat.completion", "choices": [last], "usage": c.USAGE},
    ]
    found = told(stream)
    assert [block.get("thinking") or block.get("text") or block["name"] for block in blocks(found)] == ["Hm", "Hi there", "Read"]
    assert ending(found)["usage"]["output_tokens"] == 80


def test_messages_in_place_of_deltas() -> None:
    """A server that calls its deltas messages is understood, whether it says the end with the last of them or not."""
    one, two = ({"choices": [{"index": 0, "message": {"content": text}}]} for text in ("Hi ", "there"))
    assert blocks(told([one, two, c.chunk({}, "stop")]))[0]["text"] == "Hi there"


def test_minimaxs_errors() -> None:
    """MiniMax answers 200 and says in base_resp what went wrong, and that nothing did."""
    assert ending(told([UNPAID]))["error"]["type"] == "billing_error"
    failure = answered("chat", UNPAID).failure
    assert failure is not None
    assert (failure.status, failure.kind) == (402, "billing_error")
    right = {"base_resp": {"status_code": 0, "status_msg": ""}}
    assert blocks(told([{**chunk, **right} for chunk in [*c.texts("Hi"), *c.END]]))[0]["text"] == "Hi"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"code": 1004, "message": None, "msg": "invalid_api_key"}, "authentication_error"),
        ({"base_resp": {"status_code": 1002, "status_msg": "rate limit"}}, "rate_limit_error"),
        ({"base_resp": {"status_code": 1004, "status_msg": "login fail: carry the API secret key"}}, "authentication_error"),
    ],
)
def test_errors_by_other_names(said: Json, kind: str) -> None:
    """The words of an error are found by the names that backends give them, and reach the client."""
    found = ending(told([said]))["error"]
    assert found["type"] == kind
    assert "no message" not in found["message"]
    assert answered("chat", said).failure is not None


def test_an_error_without_any_known_name() -> None:
    """What is an answer of no kind is shown as it is."""
    failure = answered("chat", {"success": False, "reason": "the moon"}).failure
    assert failure is not None
    assert "the moon" in failure.message


def test_an_error_as_a_field_of_its_own() -> None:
    """llama.cpp, until the end of 2025, wrote errors in a stream behind error: where all else stands behind data:."""
    error = b'error: {"code":400,"message":"the request exceeds the available context size","type":"invalid_request_error"}\n\n'
    found = ending(told(error + b"data: [DONE]\n\n"))["error"]
    assert found["type"] == "invalid_request_error"
    assert found["message"].startswith("prompt is too long")
    assert ending(told(sse(c.texts("Hi"), "chat", done=False) + error))["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("finish", "stop_reason"), [("length", "max_tokens"), ("content_filter", "refusal"), ("stop", "end_turn"), (None, None)]
)
def test_an_answer_without_a_message(finish: str | None, stop_reason: str | None) -> None:
    """Gemini leaves the message out where thinking took all tokens, Azure where its filter did: how it ended still counts."""
    writer = answered("chat", {"choices": [{"index": 0, "finish_reason": finish}], "usage": c.USAGE})
    assert writer.stop_reason == stop_reason
    assert (writer.failure is None) is (stop_reason is not None)


@pytest.mark.parametrize(
    "thought",
    [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm", "signature": "x"}]},
        {"type": "reasoning", "text": "Hm"},
        {"type": "thinking", "thinking": "Hm"},
    ],
)
def test_thoughts_among_the_parts(thought: Json) -> None:
    """Databricks and others have reasoning as a part of the content: it is thinking, not text."""
    stream = [c.chunk({"content": [thought]}), c.chunk({"content": [{"type": "text", "text": "Hi"}]}), *c.END]
    found = blocks(told(stream))
    assert [block.get("thinking") or block["text"] for block in found] == ["Hm", "Hi"]
    whole = answered("chat", {"choices": [{"message": {"content": [thought, {"type": "text", "text": "Hi"}]}, "finish_reason": "stop"}]})
    assert [block.get("thinking") or block["text"] for block in whole.message["content"]] == ["Hm", "Hi"]


def test_one_part_without_a_list() -> None:
    """A single part of content is text too."""
    assert blocks(told([c.chunk({"content": {"type": "text", "text": "Hi"}}), *c.END]))[0]["text"] == "Hi"


def test_pages_before_the_text() -> None:
    """What is cited before a word was said belongs to the text that follows."""
    page = {"type": "url_citation", "url_citation": {"url": "https://a.example/", "title": "A", "content": "so"}}
    stream = [c.chunk({"content": "", "annotations": [page]}), *c.texts("Hi"), *c.END]
    cited = blocks(told(stream))[0]["citations"]
    assert [one["url"] for one in cited] == ["https://a.example/"]


@pytest.mark.parametrize("said", [b"rate limit reached", b'"rate limit reached"'])
@pytest.mark.parametrize("begun", [True, False])
def test_an_error_in_bare_words(said: bytes, begun: bool) -> None:
    """An event that is called error tells one, also where its data are words and no object."""
    data = (sse(c.texts("Hi"), "chat", done=False) if begun else b"") + b"event: error\ndata: " + said + b"\n\n"
    found = ending(told(data))["error"]
    assert found["type"] == "rate_limit_error"
    assert "rate limit reached" in found["message"]
