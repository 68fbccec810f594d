"""Text, reasoning, endings, counts and errors as single OpenAI-compatible backends are known to bend them."""

import json
from typing import Any

import pytest

from tests.gathering import blocks
from tests.unit.translator.response import chat_streams as c
from tests.unit.translator.response.running import checked, ending, events, sse, streamed
from translator.signature import unpack

Json = dict[str, Any]


def told(stream: list[Json] | bytes, **options: object) -> list[Json]:
    """Return the client's events, checked."""
    data = stream if isinstance(stream, bytes) else sse(stream, "chat")
    return checked(events(streamed("chat", data, **options)[1]))


@pytest.mark.parametrize(
    ("finish", "stop_reason"),
    [
        ("tool_call", "end_turn"),
        ("end_turn", "end_turn"),
        ("MAX_TOKENS", "max_tokens"),
        ("content_filter: SAFETY", "refusal"),
        ("SAFETY", "refusal"),
        ("sensitive", "refusal"),
    ],
)
def test_words_of_other_backends(finish: str, stop_reason: str) -> None:
    """Words that are not the API's own mean what their backend means."""
    assert ending(told([*c.texts("Hi"), c.chunk({}, finish)]))["delta"]["stop_reason"] == stop_reason


@pytest.mark.parametrize("finish", ["abort", "error", "timeout", "cancelled", "function_call_filter: MALFORMED_FUNCTION_CALL"])
def test_ends_that_are_none(finish: str) -> None:
    """An answer that was broken off is an error, whatever was said before."""
    assert ending(told([*c.texts("Hi"), c.chunk({}, finish)]))["error"]["type"] == "api_error"


def test_an_empty_finish_reason_is_none() -> None:
    """Older Ollama says "" on every chunk: a stream that is cut then has not ended."""
    stream = [c.chunk({"content": "Hi"}, ""), c.chunk({"content": "!"}, "")]
    assert ending(told(sse(stream, "chat", done=False)))["type"] == "error"
    assert blocks(told([*stream, c.chunk({}, "stop")]))[0]["text"] == "Hi!"


def test_finish_with_content_and_twice() -> None:
    """The last text may come with the end; of two ends the one that says more counts, in any order."""
    assert blocks(told([*c.texts("Hi"), c.chunk({"content": "!"}, "stop"), c.chunk(usage=c.USAGE)]))[0]["text"] == "Hi!"
    for ends in (("length", "stop"), ("stop", "length")):
        stream = [*c.texts("Hi"), *(c.chunk({}, end) for end in ends)]
        assert ending(told(stream))["delta"]["stop_reason"] == "max_tokens"


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning", "reasoning_text", "thinking"])
def test_names_of_reasoning(name: str) -> None:
    """Reasoning is thinking by every name, also after text, and with the text that follows it in one chunk."""
    found = blocks(told([c.chunk({"content": None, name: "H"}), c.chunk({"content": "One", name: "m"}), c.chunk({name: "So"}), *c.END]))
    assert [block.get("thinking") or block["text"] for block in found] == ["Hm", "One", "So"]
    assert unpack(found[0]["signature"]) == ("gpt-5.4", {name: "Hm"})


def test_opaque_reasoning() -> None:
    """GitHub Copilot's encrypted reasoning is kept with its text."""
    found = blocks(told([c.chunk({"reasoning_text": "Hm"}), c.chunk({"reasoning_opaque": "ENC"}), *c.texts("Hi"), *c.END]))
    assert unpack(found[0]["signature"]) == ("gpt-5.4", {"reasoning_text": "Hm", "reasoning_opaque": "ENC"})


def test_reasoning_then_calls() -> None:
    """DeepSeek thinks and calls without a word between."""
    found = blocks(told([c.chunk({"reasoning_content": "Hm"}), c.chunk(c.tool(0, "{}", "a", "Read")), *c.TOOL_END]))
    assert [block["type"] for block in found] == ["thinking", "tool_use"]


def test_azure() -> None:
    """Azure's first chunk has filter results and no choices; its later ones may have filter results and no delta."""
    filtered = {"hate": {"filtered": False, "severity": "safe"}}
    stream = [
        {
            "id": "",
            "object": "",
            "model": "",
            "choices": [],
            "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": filtered}],
        },
        *c.texts("Hi"),
        {"id": "", "choices": [{"index": 0, "finish_reason": None, "content_filter_results": filtered, "content_filter_offsets": {}}]},
        *c.END,
    ]
    found = told(stream)
    assert blocks(found) == [{"type": "text", "text": "Hi"}]
    assert ending(found)["usage"]["output_tokens"] == 80


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (
            {"error": {"code": "rate_limit_exceeded", "message": "slow"}, "choices": [{"index": 0, "finish_reason": "error"}]},
            "rate_limit_error",
        ),
        (
            {"error": {"code": 502, "message": "Provider disconnected"}, "choices": [{"index": 0, "delta": {}, "finish_reason": "error"}]},
            "api_error",
        ),
        ({"type": "error", "message": "no", "code": 400}, "invalid_request_error"),
        ({"detail": "no"}, "api_error"),
        ({"code": 503, "message": "The server is overloaded"}, "overloaded_error"),
        ({"success": False, "error": {"code": "INTERNAL_SERVER_ERROR", "status": 500, "message": "no"}}, "api_error"),
    ],
)
def test_errors_in_other_shapes(data: Json, kind: str) -> None:
    """An error in a stream is told with its own words, wherever its backend puts it."""
    assert ending(told([*c.texts("Hi"), data]))["error"]["type"] == kind


@pytest.mark.parametrize("nothing", [None, "", {}])
def test_an_empty_error_is_none(nothing: object) -> None:
    """A field for errors that is empty says that there is none."""
    assert blocks(told([{**chunk, "error": nothing} for chunk in [*c.texts("Hi"), *c.END]]))[0]["text"] == "Hi"


def test_groqs_error() -> None:
    """Groq has a place of its own for errors in a stream."""
    failed = {**c.chunk(), "x_groq": {"id": "req_1", "error": "Request failed: rate limit"}}
    assert ending(told([*c.texts("Hi"), failed]))["error"]["type"] == "rate_limit_error"


def test_an_error_in_a_list() -> None:
    """Gemini puts its errors into a list."""
    data = b'data: [{"error": {"code": 429, "message": "quota", "status": "RESOURCE_EXHAUSTED"}}]\n\n'
    assert ending(told(sse(c.texts("Hi"), "chat", done=False) + data))["error"]["type"] == "rate_limit_error"


def test_usage_right_behind_done() -> None:
    """Counts that come behind [DONE], in the same piece, are read."""
    data = sse([*c.texts("Hi"), c.chunk({}, "stop")], "chat") + sse([c.chunk(usage=c.USAGE)], "chat", done=False)
    assert ending(told(data))["usage"]["input_tokens"] == 400


def test_frames_of_other_servers() -> None:
    """Fields without a space, several lines of data, ids, retries, comments and empty lines are the same stream."""
    want = streamed("chat", sse([*c.texts("Hi"), *c.END], "chat"))[1]
    parts = sse([*c.texts("Hi"), *c.END], "chat").split(b"\n\n")
    tight = b"\n\n".join(part.replace(b"data: ", b"data:") for part in parts)
    framed = b"retry: 100\n\n" + b"\n\n".join(
        b": OPENROUTER PROCESSING\n\nid: 7\nevent: message\n" + part + b"\n\n" for part in parts if part
    )
    several = b"\n\n".join(part.replace(b', "choices"', b',\ndata: "choices"') for part in parts)
    for data in (tight, framed, several):
        assert streamed("chat", data)[1] == want


def test_no_frames_at_all() -> None:
    """Lines of data without empty lines between them, and lines of bare JSON, are events; printed JSON is one."""
    stream = [*c.texts("Hi"), *c.END]
    want = streamed("chat", sse(stream, "chat"))[1]
    lines = [json.dumps(chunk).encode() for chunk in stream]
    for data in (b"".join(b"data: " + line + b"\n" for line in lines) + b"data: [DONE]\n", b"\n".join(lines) + b"\n"):
        assert streamed("chat", data)[1] == want
    printed = json.dumps({"error": {"message": "no", "code": 401}}, indent=2).encode()
    assert ending(told(printed))["error"]["type"] == "authentication_error"


def test_pictures_and_sounds_are_noted() -> None:
    """What an answer cannot hold is left out with a note."""
    picture = c.chunk({"content": "Here:", "images": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}]})
    writer, out = streamed("chat", sse([picture, *c.END], "chat"))
    assert blocks(checked(events(out))) == [{"type": "text", "text": "Here:"}]
    assert writer.notes.kinds == {"output-item-dropped": 1}
