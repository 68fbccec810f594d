"""The Responses API as OpenAI itself and other servers of it are known to bend it."""

import json
from typing import Any

import pytest

from tests.gathering import blocks
from tests.unit.translator.response import responses_events as r
from tests.unit.translator.response.responses_streams import STREAMS
from tests.unit.translator.response.running import checked, ending, events, sse, streamed

Json = dict[str, Any]


def told(stream: list[Json] | bytes, **options: object) -> list[Json]:
    """Return the client's events, checked."""
    data = stream if isinstance(stream, bytes) else sse(stream, "responses")
    return checked(events(streamed("responses", data, **options)[1]))


def counted_on(kind: str, done: str, where: Json, texts: list[str], begin: int) -> list[Json]:
    """Deltas whose content_index counts on with every one of them, and their done event."""
    deltas = [{"type": kind, **where, "content_index": begin + at, "delta": text} for at, text in enumerate(texts)]
    return [*deltas, {"type": done, **where, "content_index": begin + len(texts), "text": "".join(texts)}]


@pytest.mark.parametrize("announced", [0, 1, None])
def test_content_index_that_counts_deltas(announced: int | None) -> None:
    """vLLM and TensorRT-LLM count content_index on with every delta, or never from 0 again: still one text, said once."""
    item = r.message_item("Hello")
    where = {"item_id": item["id"], "output_index": 0}
    part = {"type": "output_text", "text": "", "annotations": []}
    begun = [] if announced is None else [{"type": "response.content_part.added", **where, "content_index": announced, "part": part}]
    deltas = counted_on("response.output_text.delta", "response.output_text.done", where, ["He", "l", "lo"], 1)
    ended = {"type": "response.content_part.done", **where, "content_index": 5, "part": item["content"][0]}
    stream = [r.added(item, 0), *begun, *deltas, ended, r.done(item, 0), r.completed([{**item, "id": "other"}])]
    assert [block["text"] for block in blocks(told(stream))] == ["Hello"]


def test_reasoning_text_that_counts_deltas() -> None:
    """The same of reasoning text: one thinking block, without breaks between its words."""
    item = {"id": "rs", "type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "Okay, so"}]}
    where = {"item_id": "rs", "output_index": 0}
    deltas = counted_on("response.reasoning_text.delta", "response.reasoning_text.done", where, ["Okay", ",", " so"], 0)
    assert blocks(told([r.added(item, 0), *deltas, r.done(item, 0), r.completed([item])]))[0]["thinking"] == "Okay, so"


def test_reasoning_told_as_text_and_as_summary() -> None:
    """A server that says the same as text and as summary is heard once."""
    where = {"item_id": "rs", "output_index": 0}
    stream = [
        {"type": f"response.{kind}.delta", **where, index: 0, "delta": word}
        for word in ("Okay", ", so")
        for kind, index in (("reasoning_text", "content_index"), ("reasoning_summary_text", "summary_index"))
    ]
    assert blocks(told([*stream, r.completed([])]))[0]["thinking"] == "Okay, so"


def test_reasoning_deltas_that_are_objects() -> None:
    """Older vLLM has response.reasoning.delta, with an object as its delta."""
    stream = [{"type": "response.reasoning.delta", "item_id": "rs", "output_index": 0, "delta": {"content": "Okay"}}, r.completed([])]
    assert blocks(told(stream))[0]["thinking"] == "Okay"


@pytest.mark.parametrize("name", list(STREAMS))
def test_types_in_the_event_names_alone(name: str) -> None:
    """Events whose type stands in the event's name alone are the same events."""
    bare = [(event["type"], {key: value for key, value in event.items() if key != "type"}) for event in STREAMS[name]]
    data = "".join(f"event: {kind}\ndata: {json.dumps(event)}\n\n" for kind, event in bare).encode()
    assert told(data) == told(STREAMS[name])


def test_a_name_in_the_done_event_alone() -> None:
    """A call that was never begun, and never ended as an item, is known by response.function_call_arguments.done."""
    where = {"item_id": "fc", "output_index": 0}
    stream = [
        {"type": "response.function_call_arguments.delta", **where, "delta": '{"a": 1}'},
        {"type": "response.function_call_arguments.done", **where, "arguments": '{"a": 1}', "name": "Read"},
        r.completed([]),
    ]
    assert [(block["name"], block["input"]) for block in blocks(told(stream))] == [("Read", {"a": 1})]


@pytest.mark.parametrize("left", [("item_id",), ("item_id", "output_index"), ("output_index",)])
@pytest.mark.parametrize("name", ["text then tool", "reasoning"])
def test_events_that_do_not_say_where(name: str, left: tuple[str, ...]) -> None:
    """Events without an item's id or place go on with the last item of their type."""
    stream = [{key: value for key, value in event.items() if key not in left} for event in STREAMS[name]]
    assert blocks(told(stream)) == blocks(told(STREAMS[name]))


def test_custom_tool_call() -> None:
    """A call of a custom tool is a call with its text as input."""
    item = {"id": "ct", "type": "custom_tool_call", "call_id": "call_9", "name": "apply_patch", "input": '*** "a"\n', "status": "completed"}
    where = {"item_id": "ct", "output_index": 0}
    stream = [
        r.added({**item, "input": ""}, 0),
        {"type": "response.custom_tool_call_input.delta", **where, "delta": item["input"]},
        {"type": "response.custom_tool_call_input.done", **where, "input": item["input"]},
        r.done(item, 0),
        r.completed([item]),
    ]
    found = told(stream)
    assert [(block["id"], block["name"], block["input"]) for block in blocks(found)] == [("call_9", "apply_patch", {"input": '*** "a"\n'})]
    assert ending(found)["delta"]["stop_reason"] == "tool_use"


@pytest.mark.parametrize(
    "kind", ["mcp_call", "mcp_list_tools", "image_generation_call", "code_interpreter_call", "file_search_call", "new"]
)
def test_items_and_events_of_other_tools(kind: str) -> None:
    """Items of other tools and events that nobody knows yet change nothing, and are noted once."""
    item = {"id": "it", "type": kind, "status": "completed", "name": "n", "arguments": "{}"}
    steps = ("in_progress", "partial_image", "interpreting", "completed", "failed", "brand_new")
    between = [{"type": f"response.{kind}.{step}", "item_id": "it", "output_index": 0, "delta": "x"} for step in steps]
    stream = [{"type": "response.queued", "response": {"status": "queued"}}, *r.created(), r.added(item, 0), *between, r.done(item, 0)]
    writer, out = streamed("responses", sse([*stream, *r.text_events(["Hi"], 1), r.completed([])], "responses"))
    assert blocks(checked(events(out))) == [{"type": "text", "text": "Hi"}]
    assert writer.notes.kinds == {"output-item-dropped": 1}


def test_commentary_and_final_answer() -> None:
    """Two messages of one answer, told apart by phase, are two text blocks, the second after the call between them."""
    first, last = ([{**event} for event in r.text_events([text], index)] for text, index in (("Let me look.", 0), ("Done.", 2)))
    first[0]["item"] = {**first[0]["item"], "phase": "commentary"}
    found = blocks(told([*first, *r.call_events(["{}"], 1), *last, r.completed([])]))
    assert [block.get("text") or block["name"] for block in found] == ["Let me look.", "Read", "Done."]


def test_what_the_first_events_repeat() -> None:
    """The beginning repeats the request at length; whatever it holds changes nothing, and is not even read."""
    data = sse([*r.text_events(["Hi"]), r.completed([r.message_item("Hi")])], "responses")
    for broken in (b"{", b'{"type": "response.created", "response": {"tools": [{"error": {"message": "no"}}]}}'):
        assert blocks(told(b"event: response.created\ndata: " + broken + b"\n\n" + data))[0]["text"] == "Hi"


def test_a_whole_answer_where_a_stream_was_asked_for() -> None:
    """A server that does not stream is understood."""
    response = r.completed([r.message_item("Hi")])["response"]
    assert blocks(told(b"data: " + json.dumps(response).encode() + b"\n\n"))[0]["text"] == "Hi"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("rate_limit_exceeded", "rate_limit_error"),
        ("server_error", "api_error"),
        ("context_length_exceeded", "invalid_request_error"),
        ("invalid_prompt", "invalid_request_error"),
        ("bio_policy", "invalid_request_error"),
        ("failed_to_download_image", "invalid_request_error"),
        (None, "api_error"),
    ],
)
def test_failed(code: str | None, kind: str) -> None:
    """response.failed ends the stream with the error that its code means."""
    failed = {"type": "response.failed", "response": {"status": "failed", "error": {"code": code, "message": "Sorry."}, "usage": None}}
    assert ending(told([*r.created(), *r.text_events(["Hi"])[:3], failed]))["error"]["type"] == kind


@pytest.mark.parametrize("nothing", [None, "", {}])
def test_an_empty_error_is_none(nothing: object) -> None:
    """A response whose error is empty has not failed."""
    end = r.completed([])
    end["response"]["error"] = nothing
    assert ending(told([*r.text_events(["Hi"]), {"type": "keepalive", "error": nothing}, end]))["type"] == "message_delta"


def test_cancelled() -> None:
    """A cancelled answer is an error."""
    stream = [*r.text_events(["Hi"]), {"type": "response.cancelled", "response": {"status": "cancelled", "error": None}}]
    assert ending(told(stream))["error"]["type"] == "api_error"


def test_halves_of_surrogate_pairs() -> None:
    """A pair that is split over two deltas is one character; a half that stays alone is replaced, in text and in arguments."""
    where = {"item_id": "m", "output_index": 0, "content_index": 0}
    deltas = ["a\\ud83d", "\\ude00b", "\\ud83d"]
    text = "".join(
        f'data: {{"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"{one}"}}\n\n'
        for one in deltas
    )
    call = r.call_events(['{"a": "\\ud83d', '"}'], 1)
    found = blocks(told(text.encode() + sse([*call, {"type": "response.output_text.done", **where}, r.completed([])], "responses")))
    assert found[0]["text"] == "a😀b\ufffd"
    assert found[1]["input"]["a"] in ("\ud83d", "\ufffd")
