"""Every recorded stream, in every form it can take on the way."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gathering import blocks
from tests.unit.translator.response import chat_streams, responses_streams
from tests.unit.translator.response.running import checked, ending, events, gathered, sse, streamed

Json = dict[str, Any]
ALL = [("responses", name) for name in responses_streams.STREAMS] + [("chat", name) for name in chat_streams.STREAMS]


def recorded(wire: str, name: str, newline: str = "\n", done: bool = True) -> bytes:
    """Return a recorded stream as its wire writes it."""
    streams = responses_streams.STREAMS if wire == "responses" else chat_streams.STREAMS
    return sse(streams[name], wire, newline, done)


@pytest.mark.parametrize(("wire", "name"), ALL)
def test_one_byte_at_a_time(wire: str, name: str) -> None:
    """One byte at a time gives the very bytes that one piece gives, and they keep the rules of the Messages API."""
    data = recorded(wire, name)
    whole = streamed(wire, data)[1]
    checked(events(whole))
    assert streamed(wire, data, [1] * len(data))[1] == whole


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ALL), st.lists(st.integers(0, 400), max_size=40))
def test_random_pieces(case: tuple[str, str], sizes: list[int]) -> None:
    """So do random pieces."""
    data = recorded(*case)
    assert streamed(case[0], data, sizes)[1] == streamed(case[0], data)[1]


@pytest.mark.parametrize(("wire", "name"), ALL)
def test_other_line_ends_comments_and_no_done(wire: str, name: str) -> None:
    """CRLF, keep-alive comments and a missing [DONE] change nothing."""
    want = streamed(wire, recorded(wire, name))[1]
    assert streamed(wire, recorded(wire, name, "\r\n"))[1] == want
    assert streamed(wire, recorded(wire, name).replace(b"\n\n", b"\n\n: keep-alive\n\n"))[1] == want
    assert streamed(wire, recorded(wire, name, done=False))[1] == want


@pytest.mark.parametrize(("wire", "name"), ALL)
def test_gathered_is_the_same(wire: str, name: str) -> None:
    """A client that does not stream gets the message that the streaming client puts together."""
    found = events(streamed(wire, recorded(wire, name))[1])
    message = gathered(wire, recorded(wire, name)).message
    assert message["content"] == blocks(found)
    assert message["stop_reason"] == ending(found)["delta"]["stop_reason"]
    assert message.get("stop_details") == ending(found)["delta"].get("stop_details")
    assert {key: value for key, value in message["usage"].items() if key != "service_tier"} == ending(found)["usage"]


@pytest.mark.parametrize("display", ["summarized", "omitted"])
@pytest.mark.parametrize("thinking", [True, False])
@pytest.mark.parametrize(("wire", "name"), ALL)
def test_cut_anywhere(wire: str, name: str, thinking: bool, display: str) -> None:
    """A stream that is cut after any event never ends silently, and never ends well unless the upstream had said its end."""
    data = recorded(wire, name, done=False)
    parts = data.split(b"\n\n")
    for at in range(len(parts) - 1):
        writer, out = streamed(wire, b"".join(part + b"\n\n" for part in parts[:at]), thinking=thinking, display=display)
        found = checked(events(out))
        if found[-1]["type"] == "message_stop":
            assert wire == "chat"
            assert b'"finish_reason": "' in b"".join(parts[:at])
        else:
            assert writer.failure is not None


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ALL), st.randoms(use_true_random=False))
def test_events_lost_or_twice(case: tuple[str, str], random: Random) -> None:
    """Whatever an upstream leaves out or says twice: the client's stream keeps the rules, and no broken call is given as whole."""
    wire, name = case
    streams: dict[str, list[Json]] = responses_streams.STREAMS if wire == "responses" else chat_streams.STREAMS
    kept = [event for event in streams[name] for _ in range(random.choice((0, 1, 1, 1, 1, 2)))]
    found = checked(events(streamed(wire, sse(kept, wire))[1]))
    if found[-1]["type"] == "message_stop":
        for block in blocks(found):
            assert block["type"] != "tool_use" or isinstance(block["input"], dict)
            assert "json" not in block or ending(found)["delta"]["stop_reason"] == "max_tokens"
