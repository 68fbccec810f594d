"""Tool calls as single backends are known to bend them: OpenAI-compatible servers, each by the complaint that was made about it."""

import time
from typing import Any

import orjson
import pytest

from tests.gathering import blocks
from tests.unit.translator.response import chat_streams as c
from tests.unit.translator.response import responses_events as r
from tests.unit.translator.response.running import checked, ending, events, sse, streamed
from translator.signature import unpack

Json = dict[str, Any]


def told(stream: list[Json], **options: object) -> list[Json]:
    """Return the client's events, checked."""
    return checked(events(streamed("chat", sse(stream, "chat"), **options)[1]))


def calls(stream: list[Json]) -> list[tuple[str, Json]]:
    """Return name and input of each call; the answer must end with them."""
    found = told([*stream, *c.TOOL_END])
    assert ending(found)["delta"]["stop_reason"] == "tool_use"
    return [(block["name"], block["input"]) for block in blocks(found) if block["type"] == "tool_use"]


def bare(name: str | None, arguments: object, **more: object) -> Json:
    """A fragment without an index."""
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    return {"function": function, **more}


TWO = [("Read", {"a": 1}), ("Grep", {"b": 2})]
STREAMS: dict[str, list[Json]] = {
    "a new id on every fragment": [
        c.chunk(c.tool(0, '{"a"', "x1", "Read")),
        c.chunk(c.tool(0, ": 1}", "x2", "Read")),
        c.chunk(c.tool(1, '{"b"', "x3", "Grep")),
        c.chunk(c.tool(1, ": 2}", "x4")),
    ],
    "empty and null ids and names later (DashScope, SGLang, LM Studio)": [
        c.chunk(c.tool(0, "", "call_a", "Read")),
        c.chunk({"tool_calls": [{"index": 0, "id": "", "type": "function", "function": {"name": "", "arguments": '{"a"'}}]}),
        c.chunk({"tool_calls": [{"index": 0, "id": None, "type": None, "function": {"name": None, "arguments": ": 1}"}}]}),
        c.chunk({"role": None, "content": None, **c.tool(1, None, "call_b", "Grep")}),
        c.chunk({"content": "", **c.tool(1, '{"b": 2}')}),
    ],
    "two side by side without index and id": [
        c.chunk({"tool_calls": [bare("Read", ""), bare("Grep", "")]}),
        c.chunk({"tool_calls": [bare(None, '{"a"'), bare(None, '{"b"')]}),
        c.chunk({"tool_calls": [bare(None, ": 1}"), bare(None, ": 2}")]}),
    ],
    "one after the other, by id alone, interleaved": [
        c.chunk({"tool_calls": [bare("Read", '{"a"', id="a")]}),
        c.chunk({"tool_calls": [bare("Grep", '{"b"', id="b")]}),
        c.chunk({"tool_calls": [bare(None, ": 1}", id="a")]}),
        c.chunk({"tool_calls": [bare(None, ": 2}", id="b")]}),
    ],
    "index as text": [
        c.chunk({"tool_calls": [bare("Read", '{"a"', id="a", index="0"), bare("Grep", '{"b"', id="b", index="1")]}),
        c.chunk({"tool_calls": [bare(None, ": 1}", index="0"), bare(None, ": 2}", index="1")]}),
    ],
    "index from 1, and with gaps": [c.chunk(c.tool(1, '{"a": 1}', "a", "Read")), c.chunk(c.tool(7, '{"b": 2}', "b", "Grep"))],
    "index 0 for both, in fragments (Ollama, Gemini)": [
        c.chunk(c.tool(0, '{"a"', "a", "Read")),
        c.chunk(c.tool(0, ": 1}")),
        c.chunk(c.tool(0, '{"b"', "b", "Grep")),
        c.chunk(c.tool(0, ": 2}")),
    ],
    "index 0 for both, without ids": [
        c.chunk(c.tool(0, '{"a": 1}', None, "Read")),
        c.chunk(c.tool(0, "", None, "Grep")),
        c.chunk(c.tool(0, '{"b": 2}')),
    ],
    "without a function around": [
        c.chunk({"tool_calls": [{"index": 0, "id": "a", "name": "Read", "arguments": {"a": 1}}]}),
        c.chunk({"tool_calls": {"index": 1, "id": "b", "name": "Grep", "arguments": '{"b": 2}'}}),
    ],
    "after the finish": [
        c.chunk(c.tool(0, '{"a": 1}', "a", "Read")),
        c.chunk({}, "tool_calls"),
        c.chunk(c.tool(1, '{"b": 2}', "b", "Grep")),
    ],
}


@pytest.mark.parametrize("name", list(STREAMS))
def test_two_calls(name: str) -> None:
    """However a backend numbers and names two calls, they are the same two."""
    assert calls(STREAMS[name]) == TWO


def test_nulls_everywhere() -> None:
    """Null stands for nothing, in every field, and for a whole fragment."""
    nothing = dict.fromkeys(("role", "content", "refusal", "tool_calls", "function_call", "reasoning", "reasoning_details", "annotations"))
    stream = [c.chunk(nothing), {**c.chunk(), "choices": [{"index": 0, "delta": None, "finish_reason": None}]}]
    stream += [c.chunk({"tool_calls": [None]}), c.chunk({"tool_calls": []}), c.chunk({"tool_calls": [{"index": [], "function": None}]})]
    assert calls([*stream, c.chunk({**nothing, **c.tool(0, '{"a": 1}', "a", "Read")})]) == TWO[:1]


def test_fifty_parallel_calls() -> None:
    """Fifty calls in turn, each in fragments, are fifty blocks in order."""
    stream = [c.chunk(c.tool(number, "", f"call_{number}", f"Tool{number}")) for number in range(50)]
    stream += [c.chunk(c.tool(number, part)) for part in ('{"a": ', "{}", "}") for number in range(50)]
    assert calls(stream) == [(f"Tool{number}", {"a": {}}) for number in range(50)]


@pytest.mark.parametrize("space", ["\n", " \t", "\n" * 3])
def test_white_space_behind_the_arguments(space: str) -> None:
    """White space that comes behind the object, in pieces of its own, leaves the call whole."""
    stream = [c.chunk(c.tool(0, '{"a": 1}', "call_a", "Read")), *(c.chunk(c.tool(0, one)) for one in space)]
    assert calls(stream) == [("Read", {"a": 1})]
    said = [*r.created(), *r.call_events(['{"a":', " 1}", *space]), r.completed([r.call_item('{"a": 1}' + space)])]
    assert streamed("responses", sse(said, "responses"))[0].stop_reason == "tool_use"


@pytest.mark.parametrize("beside", [False, True])
def test_a_megabyte_of_arguments(beside: bool) -> None:
    """Large arguments of many objects take time in proportion to their length, alone and with another call waiting."""
    values: list[Json] = [{}] * 50_000

    def seconds(count: int) -> float:
        text = orjson.dumps({"a": values[:count]}).decode()[1:].replace(",", ", ")
        stream = [c.chunk(c.tool(0, "{", "call_a", "Read")), *([c.chunk(c.tool(1, '{"b": 2}', "call_b", "Grep"))] if beside else [])]
        data = sse([*stream, *(c.chunk(c.tool(0, text[at : at + 4])) for at in range(0, len(text), 4)), *c.TOOL_END], "chat")
        began = time.process_time()
        out = streamed("chat", data)[1]
        took = time.process_time() - began
        assert sum(len(block["input"].get("a", ())) for block in blocks(checked(events(out)))) == count
        return took

    # Ten times as much would take a hundred times as long; the margin is for a busy machine.
    assert seconds(50_000) < 40 * seconds(5_000)


SIGNED = {"google": {"thought_signature": "c2ln"}}


def test_geminis_thought_signature() -> None:
    """What Gemini wants back with a call travels in a thinking block before it, under the id that the client knows."""
    one = {"extra_content": SIGNED, "function": {"arguments": '{"a": 1}', "name": "Read"}, "id": "", "type": "function"}
    two = {"function": {"arguments": '{"b": 2}', "name": "Grep"}, "id": "function-call-2", "type": "function"}
    found = blocks(told([c.chunk({"role": "assistant", "tool_calls": [one]}), c.chunk({"tool_calls": [two]}, "stop")]))
    assert [block["type"] for block in found] == ["redacted_thinking", "tool_use", "tool_use"]
    assert unpack(found[0]["data"]) == ("gpt-5.4", {"tool_calls": {found[1]["id"]: {"extra_content": SIGNED}}})
    assert [block["type"] for block in blocks(told([c.chunk({"tool_calls": [one]}), *c.TOOL_END], thinking=False))] == ["tool_use"]


def test_a_thought_signature_that_comes_late() -> None:
    """A signature after the call began is kept behind it."""
    late = {"index": 0, "function": {"arguments": ": 1}"}, "extra_content": SIGNED}
    found = blocks(told([c.chunk(c.tool(0, '{"a"', "a", "Read")), c.chunk({"tool_calls": [late]}), *c.TOOL_END]))
    assert [block["type"] for block in found] == ["tool_use", "redacted_thinking"]
    assert unpack(found[1]["data"]) == ("gpt-5.4", {"tool_calls": {"a": {"extra_content": SIGNED}}})


def test_calls_in_the_order_in_which_they_were_announced() -> None:
    """Whichever of them has the first arguments."""
    announced = [c.chunk(c.tool(at, "", f"call_{at}", f"T{at}")) for at in range(3)]
    assert calls([*announced, *(c.chunk(c.tool(at, '{"k": 1}')) for at in (2, 0))]) == [("T0", {"k": 1}), ("T1", {}), ("T2", {"k": 1})]


@pytest.mark.parametrize("place", ["{}", {}, " {}"])
def test_an_empty_object_in_the_place_of_arguments(place: object) -> None:
    """What converts Anthropic's own stream tells the empty input of its beginning first, then the input: the first is none."""
    begun = [c.chunk(c.tool(at, place, f"call_{at}", f"T{at}")) for at in range(2)]
    assert calls([*begun, c.chunk(c.tool(1, '{"b"')), c.chunk(c.tool(0, '{"a": 1}')), c.chunk(c.tool(1, ": 2}"))]) == [
        ("T0", {"a": 1}),
        ("T1", {"b": 2}),
    ]
    assert calls(begun) == [("T0", {}), ("T1", {})]
    found = told([*begun, c.chunk({}, "length")])
    assert [block["input"] for block in blocks(found)] == [{}, {}]
    assert ending(told([c.chunk(c.tool(0, place)), *c.TOOL_END]))["type"] == "error"
