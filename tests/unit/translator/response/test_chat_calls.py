"""Tool calls as chat completions and compatible backends stream them, one rule each."""

from typing import Any

import pytest

from tests.gathering import blocks
from tests.unit.translator.response import chat_streams as c
from tests.unit.translator.response.running import checked, ending, events, sse, streamed

Json = dict[str, Any]


def told(stream: list[Json], **options: object) -> list[Json]:
    """Return the client's events, checked."""
    return checked(events(streamed("chat", sse(stream, "chat"), **options)[1]))


@pytest.mark.parametrize(
    ("name", "calls"),
    [
        ("parallel tools interleaved", [("call_a", "Read", {"a": 1}), ("call_b", "mcp__a_very_long_name", {"b": 2})]),
        ("id and name every time", [("call_a", "Read", {"a": 1}), ("call_b", "Grep", {"b": 2})]),
        ("index always 0", [("call_a", "Read", {"a": 1}), ("call_b", "Read", {"b": 2})]),
        ("no index", [("call_a", "Read", {"a": 1}), ("call_b", "Grep", {"b": 2})]),
        ("arguments as object", [("call_a", "Read", {"a": 1})]),
        ("no arguments", [("call_a", "Read", {}), ("call_b", "Grep", {})]),
        ("stop with tools", [("call_a", "Read", {"a": 1})]),
    ],
)
def test_calls(name: str, calls: list[tuple[str, str, Json]]) -> None:
    """Every way that backends stream calls gives the same calls."""
    found = told(c.STREAMS[name])
    assert [(block["id"], block["name"], block["input"]) for block in blocks(found) if block["type"] == "tool_use"] == calls
    assert ending(found)["delta"]["stop_reason"] == "tool_use"


@pytest.mark.parametrize("name", ["no ids", "legacy function"])
def test_calls_without_ids(name: str) -> None:
    """A call without an id gets a valid one of its own, the same for the same answer."""
    found = [block for block in blocks(told(c.STREAMS[name])) if block["type"] == "tool_use"]
    assert all(block["id"].startswith("toolu_") for block in found)
    assert len({block["id"] for block in found}) == len(found)
    assert found == [block for block in blocks(told(c.STREAMS[name])) if block["type"] == "tool_use"]


@pytest.mark.parametrize("call_id", ["call.with.dots", "x" * 65, "a b", "functions.Read:0"])
def test_invalid_ids_are_replaced(call_id: str) -> None:
    """An id that the Messages API would refuse in the next turn is replaced."""
    found = blocks(told([c.chunk(c.tool(0, "{}", call_id, "Read")), *c.TOOL_END]))
    assert found[0]["id"].startswith("toolu_")


def test_same_id_twice() -> None:
    """Two calls never share an id."""
    first, second = (c.chunk(c.tool(index, '{"a": 1}', "call_a", name)) for index, name in ((0, "Read"), (1, "Grep")))
    found = blocks(told([first, second, *c.TOOL_END]))
    assert len({block["id"] for block in found}) == 2


def test_name_in_parts_and_late() -> None:
    """A name that comes in parts is put together, also where the id comes first."""
    stream = [c.chunk(c.tool(0, None, "call_a", "Re")), c.chunk(c.tool(0, None, None, "ad")), c.chunk(c.tool(0, "{}")), *c.TOOL_END]
    assert blocks(told(stream))[0]["name"] == "Read"


def test_arguments_before_the_name() -> None:
    """Arguments wait for their name; a call that never gets one is an error, and an empty fragment is nothing."""
    late = [c.chunk(c.tool(0, '{"a"', "call_a")), c.chunk(c.tool(0, ": 1}", None, "Read"))]
    assert blocks(told([*late, *c.TOOL_END]))[0]["input"] == {"a": 1}
    assert ending(told([late[0], *c.TOOL_END]))["type"] == "error"
    assert blocks(told([*c.texts("Hi"), c.chunk(c.tool(0)), *c.END]))[0]["text"] == "Hi"


def test_a_whole_answer_as_the_only_chunk() -> None:
    """A server that streams one chunk with the whole message is understood."""
    only = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}], "usage": c.USAGE}
    assert blocks(told([only]))[0]["text"] == "Hi"


def test_everything_said_twice() -> None:
    """A backend that repeats the whole call at the end makes no second one, and breaks none."""
    once = c.chunk(c.tool(0, '{"a": 1}', "call_a", "Read"))
    stream = [once, c.chunk(c.tool(1, '{"b": 2}', "call_b", "Grep")), once, *c.TOOL_END]
    assert [block["input"] for block in blocks(told(stream))] == [{"a": 1}, {"b": 2}]
    assert [block["input"] for block in blocks(told([once, once, c.chunk(c.tool(0, '{"a": 1}')), *c.TOOL_END]))] == [{"a": 1}]


def test_arguments_split_inside_an_escape() -> None:
    """Fragments may end inside an escape or a character."""
    stream = [
        c.chunk(c.tool(0, part, "call_a" if first else None, "Read" if first else None))
        for part, first in (('{"a": "\\u00', True), ("e9\\", False), ('nö"}', False))
    ]
    assert blocks(told([*stream, *c.TOOL_END]))[0]["input"] == {"a": "é\nö"}
