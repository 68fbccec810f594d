"""Server-sent events out of bytes in whatever pieces they come."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.response.sse import Event, Parser


def parsed(data: bytes, sizes: list[int] | None = None) -> list[Event]:
    """Parse data in pieces of these sizes, the rest in one."""
    parser, at, events = Parser(), 0, []
    for size in sizes or []:
        events += parser.feed(data[at : at + size])
        at += size
    events += parser.feed(data[at:])
    return events + parser.flush()


CASES: list[tuple[str, bytes, list[Event]]] = [
    ("one line", b"data: {}\n\n", [(b"", b"{}")]),
    ("several at once", b"data: 1\n\nevent: x\ndata: 2\n\ndata: 3\n\n", [(b"", b"1"), (b"x", b"2"), (b"", b"3")]),
    ("a name apart from its data", b"event: x\nid: 1\ndata: 1\n\ndata: event: y\n\n", [(b"x", b"1"), (b"", b"event: y")]),
    ("two names", b"event: x\nevent: y\ndata: 1\n\ndata: 2\n\n", [(b"y", b"1"), (b"", b"2")]),
    ("lines of data among others", b"data: 1\n\ndata: 2\ndata: 3\n\ndata: 4\n\n", [(b"", b"1"), (b"", b"2\n3"), (b"", b"4")]),
    ("a half event behind", b"data: 1\n\ndata: 2\n\nevent: x\nda", [(b"", b"1"), (b"", b"2")]),
    ("named", b"event: x\ndata: {}\n\n", [(b"x", b"{}")]),
    ("no space after the colon", b"event:x\ndata:{}\n\n", [(b"x", b"{}")]),
    ("data before the name", b"data: {}\nevent: x\n\n", [(b"x", b"{}")]),
    ("CRLF", b"event: x\r\ndata: {}\r\n\r\ndata: 2\r\n\r\n", [(b"x", b"{}"), (b"", b"2")]),
    ("CR", b"data: 1\r\rdata: 2\r\r", [(b"", b"1"), (b"", b"2")]),
    ("comments", b": keep-alive\n\ndata: 1\n\n:\n\n: OPENROUTER PROCESSING\n\ndata: 2\n\n", [(b"", b"1"), (b"", b"2")]),
    ("a comment inside", b": hello\ndata: 1\n\n", [(b"", b"1")]),
    ("several lines of data", b"data: 1\ndata: 2\n\n", [(b"", b"1\n2")]),
    ("BOM", b"\xef\xbb\xbfdata: 1\n\n", [(b"", b"1")]),
    ("no empty line at the end", b"data: 1\n\ndata: 2", [(b"", b"1"), (b"", b"2")]),
    ("id and retry", b"id: 7\nretry: 10\ndata: 1\n\n", [(b"", b"1")]),
    ("no data", b"event: ping\n\n", []),
    ("empty data", b"data:\n\n", []),
    ("many empty lines", b"\n\n\ndata: 1\n\n\n\n\ndata: 2\n\n\n", [(b"", b"1"), (b"", b"2")]),
    ("the end's own mark", b"data: [DONE]\n\n", [(b"", b"[DONE]")]),
    ("an error that is no event", b'{"error": {"message": "no"}}', [(b"", b'{"error": {"message": "no"}}')]),
    ("line separators of Unicode are no line ends", "data: a\u2028b\u0085c\n\n".encode(), [(b"", "a\u2028b\u0085c".encode())]),
]


@pytest.mark.parametrize(("data", "events"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_forms(data: bytes, events: list[Event]) -> None:
    """Every form that the standard allows, and some that servers send, gives its events; also one byte at a time."""
    assert parsed(data) == events
    assert parsed(data, [1] * len(data)) == events


@given(st.lists(st.sampled_from([case[1] for case in CASES[:12]]), max_size=6), st.lists(st.integers(0, 7)))
def test_any_pieces(streams: list[bytes], sizes: list[int]) -> None:
    """Where the pieces end makes no difference."""
    data = b"".join(streams)
    assert parsed(data, sizes) == parsed(data)


def test_a_huge_line() -> None:
    """An event of megabytes in small pieces is one event."""
    data = b"data: " + b"x" * 4_000_000 + b"\n\n"
    assert parsed(data, [1000] * 4000) == [(b"", data[6:-2])]


def test_lines_without_end() -> None:
    """Megabytes of lines without an empty one take time in proportion to their length, not to its square."""
    line = b"data: no\n"
    began = time.process_time()
    (event,) = parsed(line * 500_000, [4000] * 1125)
    assert event == (b"", b"\n".join([b"no"] * 500_000))
    # Joined at every piece they took a minute.
    assert time.process_time() - began < 15


LINE = b'data: {"a": 1}\n'


@pytest.mark.parametrize("line", [LINE, LINE[6:], b"event: x\n" + LINE, LINE.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + LINE])
@pytest.mark.parametrize("size", [1, 5, 40])
def test_lines_that_are_events_each(line: bytes, size: int) -> None:
    """Where no empty line stands between them they are given as they come, not when the stream has ended."""
    parser, events = Parser(), list[Event]()
    data = line + line.removeprefix(b"\xef\xbb\xbf") * 9
    for at in range(0, len(data), size):
        events += parser.feed(data[at : at + size])
    assert len(events) >= 8
    assert {said for _, said in events + parser.flush()} == {b'{"a": 1}'}
    assert len(events) + len(parser.flush()) <= 10
    mended = parser.feed(b'data: {"b": 2}\n\ndata: [DONE]\n\n')
    assert [said for _, said in mended][-2:] == [b'{"b": 2}', b"[DONE]"]


def test_json_over_several_lines() -> None:
    """One value in several lines of data is one event, and so is printed JSON."""
    printed = b'{\n "a": {\n  "b": 1\n },\n "c": {}\n}'
    data = b"\n".join(b"data: " + line for line in printed.split(b"\n")) + b"\n\n"
    for size in (1, 3, 1000):
        assert parsed(data, [size] * (len(data) // size)) == [(b"", printed)]
        assert parsed(printed, [size] * (len(printed) // size)) == [(b"", printed)]
