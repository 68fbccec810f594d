"""A tool call that was not finished is never given as a whole one."""

from typing import Any

import pytest

from tests.gathering import blocks
from tests.unit.translator.response import chat_streams as c
from tests.unit.translator.response import responses_events as r
from tests.unit.translator.response.running import answered, checked, ending, events, gathered, sse, streamed

Json = dict[str, Any]
START = c.chunk(c.tool(0, '{"file_path": "/tmp/a", "content": "half', "call_a", "Write"))
LIMIT = r.completed([r.call_item('{"half', 0, status="incomplete")], "incomplete", incomplete_details={"reason": "max_output_tokens"})
RESPONSES = [r.added(r.call_item(""), 0), r.call_events(['{"half'])[1], r.done(r.call_item('{"half', status="incomplete"), 0), LIMIT]


@pytest.mark.parametrize(("wire", "stream"), [("chat", [START, c.chunk({}, "length"), c.chunk(usage=c.USAGE)]), ("responses", RESPONSES)])
def test_limit_inside_arguments(wire: str, stream: list[Json]) -> None:
    """Streamed: the input stays as far as it came, unreadable, and stop_reason is max_tokens. Not streamed: the call is left out."""
    writer, out = streamed(wire, sse(stream, wire))
    found = checked(events(out))
    assert "json" in blocks(found)[0]
    assert ending(found)["delta"]["stop_reason"] == "max_tokens"
    assert writer.notes.kinds == {"truncated-tool-call": 1}
    message = gathered(wire, sse(stream, wire)).message
    assert (message["content"], message["stop_reason"]) == ([], "max_tokens")


@pytest.mark.parametrize("arguments", ["", " ", None])
def test_limit_before_arguments(arguments: str | None) -> None:
    """A call whose arguments never began is not shown: nobody may run it with none."""
    stream = [*c.texts("Hi"), c.chunk(c.tool(0, arguments, "call_a", "Bash")), c.chunk({}, "length"), c.chunk(usage=c.USAGE)]
    writer, out = streamed("chat", sse(stream, "chat"))
    assert [block["type"] for block in blocks(checked(events(out)))] == ["text"]
    assert writer.notes.kinds == {"truncated-tool-call": 1}


def test_limit_after_a_whole_call() -> None:
    """A call that is whole stays whole, whatever cuts off the one after it."""
    first = c.chunk(c.tool(0, '{"a": 1}', "call_a", "Read"))
    stream = [first, c.chunk(c.tool(1, '{"b', "call_b", "Read")), c.chunk({}, "length"), c.chunk(usage=c.USAGE)]
    message = gathered("chat", sse(stream, "chat")).message
    assert [block["input"] for block in message["content"]] == [{"a": 1}]
    assert message["stop_reason"] == "max_tokens"


@pytest.mark.parametrize("finish", ["stop", "tool_calls"])
def test_broken_arguments_of_a_finished_call(finish: str) -> None:
    """Arguments that are no object although the upstream says that it has finished: an error, streamed or not."""
    for arguments in ('{"a": ', '{"a": 1}}', '{"a": 1}{"b": 2}', "[1]", "words"):
        stream = [c.chunk(c.tool(0, arguments, "call_a", "Read")), c.chunk({}, finish), c.chunk(usage=c.USAGE)]
        writer, out = streamed("chat", sse(stream, "chat"))
        found = checked(events(out))
        assert ending(found)["error"]["type"] == "api_error"
        assert not any(event["type"] == "content_block_stop" for event in found)
        assert writer.notes.kinds == {"broken-tool-call": 1}
        call = {"id": "call_a", "type": "function", "function": {"name": "Read", "arguments": arguments}}
        choice = {"index": 0, "message": {"role": "assistant", "tool_calls": [call]}, "finish_reason": finish}
        whole = answered("chat", {"choices": [choice], "usage": c.USAGE})
        assert whole.failure is not None
        assert whole.message == {}


@pytest.mark.parametrize(("wire", "stream"), [("chat", [START]), ("responses", RESPONSES[:2])])
def test_cut_inside_arguments(wire: str, stream: list[Json]) -> None:
    """A stream that is cut inside a call ends with an error, the call's block unclosed."""
    found = checked(events(streamed(wire, sse(stream, wire, done=False))[1]))
    assert ending(found)["error"]["type"] == "api_error"
    assert not any(event["type"] == "content_block_stop" for event in found)


@pytest.mark.parametrize("arguments", ["null", '""', '"{\\"a\\": 1}"'])
def test_arguments_of_other_shapes(arguments: str) -> None:
    """null and an empty string mean no arguments; an object inside a string is the object."""
    stream = [c.chunk(c.tool(0, arguments, "call_a", "Read")), *c.TOOL_END]
    assert blocks(checked(events(streamed("chat", sse(stream, "chat"))[1])))[0]["input"] == ({"a": 1} if "a" in arguments else {})
