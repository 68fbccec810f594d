"""Items of the Responses API that servers and gateways in front of it number, name and end in ways of their own."""

from typing import Any

import pytest

from tests.gathering import blocks
from tests.unit.translator.response import responses_events as r
from tests.unit.translator.response.running import answered, checked, ending, events, sse, streamed

Json = dict[str, Any]


def told(stream: list[Json]) -> list[Json]:
    """Return the client's events, checked."""
    return checked(events(streamed("responses", sse(stream, "responses"))[1]))


def without(stream: list[Json], *names: str) -> list[Json]:
    """Leave members out of every event."""
    return [{name: value for name, value in event.items() if name not in names} for event in stream]


@pytest.mark.parametrize("number", ["missing", None, 0, 1])
def test_summary_parts_by_any_number(number: object) -> None:
    """Copilot and gateways leave summary_index out, or never count on: each part is said once, an empty line between two of them."""
    stream = without(r.reasoning_events(), "summary_index")
    if number != "missing":
        stream = [{**event, "summary_index": number} if "summary" in event["type"] else event for event in stream]
    found = blocks(told([*stream, r.completed([r.REASONING_ITEM])]))
    joined = found[0]["thinking"].replace("\n\n", "|")
    assert joined == ("First thought.|Second thought." if number in ("missing", None) else "First thought.Second thought.")


def test_arguments_at_the_beginning() -> None:
    """A call that is whole when it is announced, and of which nothing more comes, has its arguments, and not none."""
    item = r.call_item('{"a": 1}')
    stream = [{"type": "response.output_item.added", "output_index": 0, "item": item}, r.completed([])]
    assert blocks(told(stream))[0]["input"] == {"a": 1}
    stream[1:1] = [{"type": "response.function_call_arguments.delta", "item_id": "fc_0", "output_index": 0, "delta": '{"a": 2}'}]
    assert blocks(told(stream))[0]["input"] == {"a": 2}
    cut = r.completed([], "incomplete", incomplete_details={"reason": "max_output_tokens"})
    assert ending(told([stream[0], cut]))["delta"]["stop_reason"] == "max_tokens"


def calls_of(found: list[Json]) -> list[tuple[str, Json]]:
    """Return id and input of each call."""
    return [(block["id"], block["input"]) for block in blocks(found)]


@pytest.mark.parametrize("place", [True, False])
def test_calls_by_their_call_id(place: bool) -> None:
    """Where items have no ids of their own, or other ones at the end, and no place that tells them apart, call_id does."""
    items = [r.call_item('{"a": 1}', 0), r.call_item('{"b": 2}', 1)]
    bare = [{name: value for name, value in item.items() if name != "id"} for item in items]
    want = [("call_0", {"a": 1}), ("call_1", {"b": 2})]
    begun = [r.added(item, 0) for item in bare]
    ended = [r.done(item, 0) for item in bare]
    begun, ended = (begun, ended) if place else (without(begun, "output_index"), without(ended, "output_index"))
    assert calls_of(told([*begun, *ended, r.completed([])])) == want
    renamed = [{**item, "id": f"other_{number}"} for number, item in enumerate(items)]
    assert calls_of(told([*begun, r.completed(renamed[::-1])])) == want
    deltas = [
        {"type": "response.function_call_arguments.delta", "item_id": item["call_id"], "delta": item["arguments"]} for item in items[::-1]
    ]
    assert calls_of(told([*begun, *deltas, r.completed(bare)])) == want


def test_what_comes_with_the_end_alone() -> None:
    """A message that ended empty, and is told in the whole answer, is not lost."""
    item = r.message_item("Hello")
    empty = {**item, "content": []}
    assert blocks(told([r.added(item, 0), r.done(empty, 0), r.completed([item])]))[0]["text"] == "Hello"


def test_content_that_is_a_text() -> None:
    """A message whose content is a text and no list of parts says that text."""
    item = {**r.message_item(""), "content": "Hello"}
    writer = answered("responses", {"status": "completed", "output": [item], "usage": r.USAGE})
    assert writer.message["content"][0]["text"] == "Hello"


def test_null_for_a_number() -> None:
    """An index that is null in some events, and 0 in others, is the same part."""
    item = r.message_item("Hello")
    where = {"item_id": item["id"], "output_index": 0}
    deltas = [
        {"type": "response.output_text.delta", **where, "content_index": number, "delta": text}
        for number, text in ((None, "He"), (0, "llo"))
    ]
    assert blocks(told([r.added(item, 0), *deltas, r.done(item, 0), r.completed([item])]))[0]["text"] == "Hello"


@pytest.mark.parametrize(("kind", "stop_reason"), [("completed", "end_turn"), ("incomplete", "max_tokens")])
@pytest.mark.parametrize("status", ["in_progress", "queued"])
def test_an_end_with_the_status_of_the_beginning(kind: str, stop_reason: str, status: str) -> None:
    """The event says that the answer has ended, whatever status the response in it was left with; an answer in one piece has no event."""
    end = {**r.completed([], status), "type": f"response.{kind}"}
    assert ending(told([*r.text_events(["Hi"]), end]))["delta"]["stop_reason"] == stop_reason
    assert answered("responses", end["response"]).failure is not None


def test_a_citation_before_its_text() -> None:
    """It is kept until the text begins; where none comes there is neither."""
    note = {"type": "response.output_text.annotation.added", "item_id": "msg_0", "output_index": 0, "content_index": 0}
    note["annotation"] = {"type": "url_citation", "url": "https://a.example/", "title": "A", "start_index": 0, "end_index": 2}
    text = r.text_events(["Hi ", "there"])
    at = next(place for place, event in enumerate(text) if event["type"] == "response.output_text.delta")
    found = blocks(told([*text[:at], note, *text[at:], r.completed([r.message_item("Hi there")])]))
    assert [(block["text"], block["citations"][0]["url"]) for block in found] == [("Hi there", "https://a.example/")]
    call = r.call_item('{"a": 1}', 1)
    found = blocks(told([note, r.added(call, 1), r.done(call, 1), r.completed([])]))
    assert [block["type"] for block in found] == ["tool_use"]


@pytest.mark.parametrize("known", [True, False])
def test_reasoning_text_in_its_part_alone(known: bool) -> None:
    """An open model's reasoning that only the end of its content part holds is shown, and goes back in the next turn."""
    part = {"type": "reasoning_text", "text": "Hm."}
    item: Json = {"id": "rs_0", "type": "reasoning", "summary": []}
    stream = [
        r.added(item, 0),
        {"type": "response.content_part.done", "item_id": "rs_0", "output_index": 0, "content_index": 0, "part": part},
        *([r.done(item, 0)] if known else []),
        *r.text_events(["Hi"], 1),
        r.completed([]),
    ]
    found = blocks(told(stream))
    assert [block["type"] for block in found] == ["thinking", "text"]
    assert found[0]["thinking"] == "Hm."
