"""Chat completions as the API and compatible backends send them, one rule each."""

from typing import Any

import pytest

from tests.gathering import blocks
from tests.unit.translator.response import chat_streams as c
from tests.unit.translator.response.running import answered, checked, ending, events, sse, streamed
from translator.signature import unpack

Json = dict[str, Any]


def told(stream: list[Json], **options: object) -> list[Json]:
    """Return the client's events, checked."""
    return checked(events(streamed("chat", sse(stream, "chat"), **options)[1]))


@pytest.mark.parametrize(
    ("finish", "stop_reason"),
    [
        ("stop", "end_turn"),
        ("length", "max_tokens"),
        ("content_filter", "refusal"),
        ("tool_calls", "end_turn"),
        ("eos", "end_turn"),
        ("model_length", "model_context_window_exceeded"),
    ],
)
def test_endings(finish: str, stop_reason: str) -> None:
    """Every finish_reason has its stop_reason; tool_calls without a call is an end of turn."""
    assert ending(told([*c.texts("Hi"), c.chunk({}, finish), c.chunk(usage=c.USAGE)]))["delta"]["stop_reason"] == stop_reason


def test_native_context_end() -> None:
    """OpenRouter's native reason tells that the window, not the limit, was reached."""
    end = c.chunk({}, "length")
    end["choices"][0]["native_finish_reason"] = "model_context_window_exceeded"
    assert ending(told([*c.texts("Hi"), end]))["delta"]["stop_reason"] == "model_context_window_exceeded"


def test_missing_finish() -> None:
    """Without finish_reason, [DONE] or the last usage still tell that the answer is whole."""
    assert ending(told(c.texts("Hi")))["delta"]["stop_reason"] == "end_turn"
    calls = [c.chunk(c.tool(0, '{"a": 1}', "call_a", "Read"))]
    assert ending(told(calls))["delta"]["stop_reason"] == "tool_use"
    end = checked(events(streamed("chat", sse([*c.texts("Hi"), c.chunk(usage=c.USAGE)], "chat", done=False))[1]))
    assert ending(end)["delta"]["stop_reason"] == "end_turn"


def test_nothing_at_all() -> None:
    """An empty stream is an error, with and without [DONE]."""
    for data in (b"", b"data: [DONE]\n\n", b": keep-alive\n\n"):
        writer, out = streamed("chat", data)
        assert ending(checked(events(out)))["error"]["type"] == "api_error"
        assert writer.failure is not None
        assert not writer.begun


def test_empty_end_turn() -> None:
    """An answer that says nothing, but says that it has ended, is a message without content."""
    found = told([c.chunk({"role": "assistant", "content": ""}), *c.END])
    assert blocks(found) == []
    assert ending(found)["delta"]["stop_reason"] == "end_turn"


def test_usage_of_the_last_chunk() -> None:
    """The last counts said count; cached tokens are told apart."""
    usage = ending(told(c.STREAMS["usage everywhere"]))["usage"]
    assert (usage["input_tokens"], usage["cache_read_input_tokens"], usage["output_tokens"]) == (400, 600, 80)


def test_usage_in_odd_places() -> None:
    """Groq's and Moonshot's places for usage are known."""
    groq = [*c.texts("Hi"), {**c.chunk({}, "stop")}, {**c.chunk(), "x_groq": {"usage": c.USAGE}}]
    moonshot = [*c.texts("Hi"), c.chunk({}, "stop")]
    moonshot[-1]["choices"][0]["usage"] = c.USAGE
    beside = [*c.texts("Hi"), c.chunk({}, "stop", x_groq={"id": "req_1", "usage": c.USAGE})]
    for stream in (groq, beside, moonshot):
        assert ending(told(stream))["usage"]["input_tokens"] == 400


def test_reasoning_details_are_kept_exactly() -> None:
    """Streamed details are joined to what the whole answer would hold, and travel in the signature."""
    block = blocks(told(c.STREAMS["reasoning_details"]))[0]
    found = unpack(block["signature"])
    assert found is not None
    assert found[0] == "gpt-5.4"
    assert found[1] == {
        "reasoning": "Thinking.",
        "reasoning_details": [
            {"type": "reasoning.text", "text": "Thinking.", "signature": "sig", "id": "r1", "format": "anthropic-claude-v1", "index": 0},
            c.DETAILS[2],
        ],
    }


def test_reasoning_content() -> None:
    """Reasoning text is thinking before the text, its field's name in the signature."""
    found = blocks(told(c.STREAMS["reasoning_content"]))
    assert [(block["type"], block.get("thinking") or block.get("text")) for block in found] == [
        ("thinking", "Thinking."),
        ("text", "Done."),
    ]
    assert unpack(found[0]["signature"]) == ("gpt-5.4", {"reasoning_content": "Thinking."})


def test_details_after_the_answer() -> None:
    """Encrypted details that come late, with the calls, become a block of their own (Gemini's thought signatures)."""
    stream = [
        *c.texts("Hi"),
        c.chunk({**c.tool(0, '{"a": 1}', "call_a", "Read"), "reasoning_details": [c.DETAILS[2]]}),
        *c.TOOL_END,
    ]
    found = blocks(told(stream))
    assert [block["type"] for block in found] == ["text", "redacted_thinking", "tool_use"]
    assert unpack(found[1]["data"]) == ("gpt-5.4", {"reasoning_details": [c.DETAILS[2]]})


def test_think_tags_stay() -> None:
    """Tags in the text are the model's own words."""
    assert blocks(told([*c.texts("<think>a</think>b"), *c.END]))[0]["text"] == "<think>a</think>b"


def test_content_in_parts() -> None:
    """Content as a list of parts, with thinking among them, is understood (Mistral)."""
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}
    found = blocks(told([c.chunk({"content": [thinking]}), c.chunk({"content": [{"type": "text", "text": "Yes."}]}), *c.END]))
    assert [block["type"] for block in found] == ["thinking", "text"]


def test_citations() -> None:
    """Annotations are citations of the text that they stand in."""
    text = blocks(told(c.STREAMS["citations"]))
    assert len(text) == 1
    assert text[0]["citations"][0]["cited_text"] == "rained"


@pytest.mark.parametrize("wanted", [True, False])
def test_whole_answer(wanted: bool) -> None:
    """An answer in one piece: reasoning, text, calls, in this order."""
    message = {
        "role": "assistant",
        "content": "Looking.",
        "reasoning_content": "Hm.",
        "refusal": None,
        "annotations": [],
        "tool_calls": [{"id": "call_a", "type": "function", "function": {"name": "Read", "arguments": '{"a": 1}'}}],
    }
    response = {"id": "chatcmpl-1", "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}], "usage": c.USAGE}
    made = answered("chat", response, thinking=wanted).message
    assert [block["type"] for block in made["content"]] == ["thinking"] * wanted + ["text", "tool_use"]
    assert made["content"][-1]["input"] == {"a": 1}
    assert made["stop_reason"] == "tool_use"
    assert made["usage"]["cache_read_input_tokens"] == 600
