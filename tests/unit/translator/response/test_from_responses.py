"""The Responses API's events, one rule each."""

from typing import Any

import pytest

from tests.gathering import blocks
from tests.unit.translator.response import responses_events as r
from tests.unit.translator.response.responses_streams import STREAMS
from tests.unit.translator.response.running import answered, checked, ending, events, gathered, sse, streamed

Json = dict[str, Any]


def told(stream: list[Json], **options: object) -> list[Json]:
    """Return the client's events, checked."""
    return checked(events(streamed("responses", sse(stream, "responses"), **options)[1]))


def test_parallel_calls_are_put_in_order() -> None:
    """Interleaved calls become blocks one after the other, with the client's names and the upstream's ids."""
    found = blocks(told(STREAMS["parallel tools"]))
    assert [(block["id"], block["name"]) for block in found] == [
        ("call_0", "Read"),
        ("call_1", "Grep"),
        ("call_2", "mcp__a_very_long_name"),
    ]
    assert [block["input"] for block in found] == [{"file_path": "/tmp/ü.txt"}, {"pattern": "a\né"}, {}]


def test_first_call_streams_while_others_wait() -> None:
    """The block that has the turn is written as it comes."""
    stream = r.interleaved(r.call_events(['{"a"', ": 1", "}"], 0), r.call_events(['{"b"', ": 2", "}"], 1))
    deltas = [event["delta"]["partial_json"] for event in told([*stream, r.completed([])]) if event["type"] == "content_block_delta"]
    assert deltas[:3] == ['{"a"', ": 1", "}"]
    assert "".join(deltas[3:]) == '{"b": 2}'


@pytest.mark.parametrize("name", ["only whole", "only at the end"])
def test_deltas_may_be_missing(name: str) -> None:
    """A server that sends only whole texts and arguments, or only the whole answer, loses nothing."""
    found = told(STREAMS[name])
    assert [block.get("text") or block.get("input") for block in blocks(found) if block["type"] != "thinking"] == [
        "All at once.",
        {"file_path": "/tmp/ü.txt"},
    ]
    assert ending(found)["delta"]["stop_reason"] == "tool_use"


def test_items_without_a_beginning() -> None:
    """Deltas of an item that was never announced are shown; a call waits for its name."""
    stream = [
        {"type": "response.output_text.delta", "item_id": "m", "output_index": 0, "content_index": 0, "delta": "Hi"},
        {"type": "response.function_call_arguments.delta", "item_id": "f", "output_index": 1, "delta": '{"a": 1}'},
        {"type": "response.output_item.done", "output_index": 1, "item": {**r.call_item('{"a": 1}'), "id": "f"}},
        r.completed([]),
    ]
    found = blocks(told(stream))
    assert [block["type"] for block in found] == ["text", "tool_use"]
    assert found[1]["input"] == {"a": 1}


def test_a_call_that_never_gets_a_name() -> None:
    """Arguments without a name are an error, never silence."""
    lost = {"type": "response.function_call_arguments.delta", "item_id": "f", "output_index": 0, "delta": "{}"}
    assert ending(told([lost, r.completed([])]))["type"] == "error"


def test_ids_that_change_on_the_way() -> None:
    """Where ids differ from event to event, the index tells the items apart (GitHub Copilot)."""
    stream = [dict(event) for event in STREAMS["text then tool"]]
    for number, event in enumerate(stream):
        if "item_id" in event:
            event["item_id"] = f"changed_{number}"
        if "item" in event:
            event["item"] = {**event["item"], "id": f"changed_{number}"}
    stream[-1] = r.completed([{**item, "id": f"last_{number}"} for number, item in enumerate(stream[-1]["response"]["output"])])
    assert blocks(told(stream)) == blocks(told(STREAMS["text then tool"]))


def test_whole_answer_without_ids_and_with_other_places() -> None:
    """What was streamed is not told again where the whole answer gives it another place and no id."""
    stream = STREAMS["reasoning"]
    last = r.completed([{**r.message_item("Done."), "id": None}])
    assert blocks(told([*stream[:-1], last])) == blocks(told(stream))
    more = r.completed([{**r.message_item("Done."), "id": None}, r.message_item("And more.", 7)])
    assert [block.get("text") for block in blocks(told([*stream[:-1], more]))] == [None, "Done.", "And more."]


def test_web_search() -> None:
    """A search becomes server_tool_use and its result, the citation stays with its text, and it is counted."""
    found = told(STREAMS["web search"])
    call, result, text = blocks(found)
    assert call["type"] == "server_tool_use"
    assert call["id"].startswith("srvtoolu_")
    assert call["input"] == {"query": "rain in Lisbon"}
    assert result["tool_use_id"] == call["id"]
    assert [page["url"] for page in result["content"]] == ["https://example.org/rain", "https://example.org/sun"]
    assert all(page["encrypted_content"] and page["page_age"] is None for page in result["content"])
    citation = text["citations"][0]
    assert citation["type"] == "web_search_result_location"
    assert (citation["url"], citation["title"]) == ("https://example.org/rain", "Rain")
    assert citation["cited_text"] == r.CITED[10:45]
    assert ending(found)["usage"]["server_tool_use"]["web_search_requests"] == 1
    assert ending(found)["delta"]["stop_reason"] == "end_turn"


def test_search_without_sources() -> None:
    """A search that names no sources gets the pages that the answer cites."""
    bare = {**r.SEARCH_ITEM, "action": {"type": "search", "queries": ["rain", "Lisbon"]}}
    stream = [r.added(bare, 0), r.done(bare, 0), *r.text_events([r.CITED], 1, [r.ANNOTATION]), r.completed([])]
    writer, out = streamed("responses", sse(stream, "responses"))
    text, call, result = blocks(checked(events(out)))
    assert text["type"] == "text"
    assert call["input"] == {"query": "rain; Lisbon"}
    assert [(page["url"], page["title"]) for page in result["content"]] == [("https://example.org/rain", "Rain")]
    assert "search-results-from-citations" in writer.notes.kinds


def test_failed_search_and_steps() -> None:
    """A failed search is an error result; opening a page is no search and is not counted."""
    failed = {**r.SEARCH_ITEM, "status": "failed"}
    opened = {"id": "ws_1", "type": "web_search_call", "status": "completed", "action": {"type": "open_page", "url": "https://e.org"}}
    writer, out = streamed("responses", sse([r.done(failed, 0), r.done(opened, 1), r.completed([])], "responses"))
    found = checked(events(out))
    assert blocks(found)[1]["content"] == {"type": "web_search_tool_result_error", "error_code": "unavailable"}
    assert ending(found)["usage"]["server_tool_use"]["web_search_requests"] == 1
    assert writer.notes.kinds == {"search-steps-hidden": 1}


def test_annotations_only_in_the_whole_item() -> None:
    """Annotations that come with the item's end alone are citations too, each once."""
    stream = [event for event in r.text_events([r.CITED], 0, [r.ANNOTATION]) if "annotation.added" not in event["type"]]
    assert len(blocks(told([*stream, r.completed([])]))[0]["citations"]) == 1
    assert len(blocks(told(STREAMS["web search"]))[2]["citations"]) == 1


def test_other_items_are_noted() -> None:
    """What the Messages API has no block for is left out with a note."""
    item = {"id": "ci", "type": "code_interpreter_call", "status": "completed", "code": "1"}
    writer, out = streamed("responses", sse([r.added(item, 0), r.done(item, 0), *r.text_events(["Hi"], 1), r.completed([])], "responses"))
    assert [block["type"] for block in blocks(checked(events(out)))] == ["text"]
    assert writer.notes.kinds == {"output-item-dropped": 1}


def test_two_text_parts() -> None:
    """Two content parts are two text blocks."""
    part = {"type": "output_text", "text": "", "annotations": []}
    where = {"item_id": "m", "output_index": 0}
    stream = [
        {"type": "response.content_part.added", **where, "content_index": 0, "part": part},
        {"type": "response.output_text.delta", **where, "content_index": 0, "delta": "one"},
        {"type": "response.content_part.added", **where, "content_index": 1, "part": part},
        {"type": "response.output_text.delta", **where, "content_index": 1, "delta": "two"},
        r.completed([]),
    ]
    assert [block["text"] for block in blocks(told(stream))] == ["one", "two"]


@pytest.mark.parametrize("name", list(STREAMS))
def test_whole_answers(name: str) -> None:
    """An answer in one piece becomes the message that its stream becomes."""
    response = {**STREAMS[name][-1]["response"]}
    message, same = answered("responses", response).message, gathered("responses", sse(STREAMS[name], "responses")).message
    assert message == same
    assert {"id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage"} <= set(message)
    assert message["model"] == "claude-opus-4-5-20251101"


@pytest.mark.parametrize(
    ("reason", "stop_reason"),
    [
        ("max_output_tokens", "max_tokens"),
        ("content_filter", "refusal"),
        ("model_context_window_exceeded", "model_context_window_exceeded"),
        (None, "max_tokens"),
    ],
)
def test_incomplete(reason: str | None, stop_reason: str) -> None:
    """Each way of being incomplete has its stop_reason."""
    end = r.completed([], "incomplete", incomplete_details={"reason": reason})
    assert ending(told([*r.text_events(["Once"]), end]))["delta"]["stop_reason"] == stop_reason


def test_usage_missing() -> None:
    """Without counts they are estimated, and the ledger says so."""
    end = {"type": "response.completed", "response": {"status": "completed", "output": []}}
    writer, out = streamed("responses", sse([*r.text_events(["x" * 40]), end], "responses"))
    usage = ending(checked(events(out)))["usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (1234, 10)
    assert writer.notes.kinds == {"usage-estimated": 1}


def test_done_mark_without_completed() -> None:
    """Where every item is whole and [DONE] comes, the answer has ended; without either it was cut."""
    stream = sse(r.text_events(["Hi"]), "responses")
    assert ending(checked(events(streamed("responses", stream + b"data: [DONE]\n\n")[1])))["delta"]["stop_reason"] == "end_turn"
    assert ending(checked(events(streamed("responses", stream)[1])))["type"] == "error"
