"""Text on its way: surrogates, line separators, stop sequences."""

from typing import Any

import pytest

from tests.gathering import blocks
from tests.unit.translator.response import chat_streams as c
from tests.unit.translator.response import responses_events as r
from tests.unit.translator.response.running import OPTIONS, checked, ending, events, sse, streamed
from translator.response.from_chat import Reader
from translator.response.stream import whole
from translator.response.writer import Writer

Json = dict[str, Any]


def chat(*contents: bytes, field: bytes = b"content") -> bytes:
    """Return a stream of deltas whose texts are written as JSON already."""
    parts = [b'data: {"choices": [{"index": 0, "delta": {"%s": "%s"}}]}\n\n' % (field, content) for content in contents]
    return b"".join(parts) + b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'


@pytest.mark.parametrize(
    ("contents", "text"),
    [
        ((b"a\\ud83d", b"\\ude00b"), "a😀b"),
        ((b"\\ud83d", b"\\ude00"), "😀"),
        ((b"a\\ud83d", b"b"), "a\ufffdb"),
        ((b"a\\ud83d",), "a\ufffd"),
        ((b"\\ude00a",), "\ufffda"),
        ((b"\\ud83d\\ud83d", b"\\ude00"), "\ufffd😀"),
        ((b"\\uD83D\\uDE00",), "😀"),
    ],
)
@pytest.mark.parametrize("field", [b"content", b"reasoning_content"])
@pytest.mark.parametrize("streaming", [True, False])
def test_surrogate_halves(contents: tuple[bytes, ...], text: str, field: bytes, streaming: bool) -> None:
    """A pair split over two deltas is one character; a lone half is the replacement character; all of it is UTF-8."""
    writer, out = streamed("chat", chat(*contents, field=field), streaming=streaming)
    block = (blocks(checked(events(out))) if streaming else writer.message["content"])[0]
    assert (block.get("text") or block["thinking"]) == text


def test_line_separators_are_escaped() -> None:
    """U+2028, U+2029 and U+0085 never stand raw in an event."""
    out = streamed("chat", chat("a\u2028b\u2029c\u0085d".encode()))[1]
    assert blocks(checked(events(out)))[0]["text"] == "a\u2028b\u2029c\u0085d"
    assert len(out.decode().splitlines()) == out.count(b"\n")


@pytest.mark.parametrize("wire", ["chat", "responses"])
def test_stop_sequence(wire: str) -> None:
    """The text before the sequence, then the end: what the upstream says after it is not wanted."""
    deltas = ["one E", "N", "D two"]
    stream = c.texts(*deltas) if wire == "chat" else r.text_events(deltas)
    writer, out = streamed(wire, sse(stream, wire, done=False), stop=["END"])
    found = checked(events(out))
    assert blocks(found)[0]["text"] == "one "
    assert ending(found)["delta"] == {"stop_reason": "stop_sequence", "stop_sequence": "END"}
    assert writer.stopped
    assert writer.done
    assert writer.failure is None


def test_stop_sequence_at_the_very_start() -> None:
    """Nothing before the sequence: no empty block."""
    found = checked(events(streamed("chat", chat(b"END"), stop=["END"])[1]))
    assert blocks(found) == []
    assert ending(found)["delta"]["stop_reason"] == "stop_sequence"


def test_stop_sequence_that_only_begins() -> None:
    """What was held back comes with the end."""
    found = checked(events(streamed("chat", chat(b"the EN"), stop=["END"])[1]))
    assert blocks(found)[0]["text"] == "the EN"
    assert ending(found)["delta"]["stop_reason"] == "end_turn"


def test_stop_sequence_not_in_arguments_or_thinking() -> None:
    """Only text is watched."""
    stream = [c.chunk({"reasoning_content": "END"}), c.chunk(c.tool(0, '{"a": "END"}', "call_a", "Read")), *c.TOOL_END]
    found = checked(events(streamed("chat", sse(stream, "chat"), stop=["END"])[1]))
    assert ending(found)["delta"]["stop_reason"] == "tool_use"


def test_stop_sequence_in_text_that_waits() -> None:
    """In text behind another block it is met in the order of the blocks."""
    stream = [c.chunk(c.tool(0, '{"a"', "call_a", "Read")), *c.texts("x END y"), c.chunk(c.tool(0, ": 1}")), *c.TOOL_END]
    found = checked(events(streamed("chat", sse(stream, "chat"), stop=["END"])[1]))
    assert [block.get("input") or block.get("text") for block in blocks(found)] == [{"a": 1}, "x "]
    assert ending(found)["delta"]["stop_sequence"] == "END"


def test_bytes_that_are_not_utf8() -> None:
    """A stray byte costs one character, not the answer."""
    assert blocks(checked(events(streamed("chat", chat(b"a\xffb"))[1])))[0]["text"] == "a\ufffdb"


def test_raw_control_characters() -> None:
    """Raw control characters in an upstream's JSON, which the grammar forbids, reach the client escaped."""
    assert blocks(checked(events(streamed("chat", chat(b"a\x0bb"))[1])))[0]["text"] == "a\x0bb"


def test_a_mark_before_json() -> None:
    """A byte order mark before an answer in one piece is no part of it."""
    writer = Writer(**OPTIONS, streaming=False)
    whole(Reader(writer), b'\xef\xbb\xbf{"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}')
    assert writer.message["content"] == [{"type": "text", "text": "Hi"}]
