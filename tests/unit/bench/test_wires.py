import json
from typing import Any

import pytest

from bench import check, wires


def events(wire: wires.Wire) -> list[dict[str, Any]]:
    """Return a stream's events as data, [DONE] left out."""
    lines = [line[6:] for line in wire.stream().splitlines() if line.startswith(b"data: ")]
    return [json.loads(line) for line in lines if line != b"[DONE]"]


def test_the_messages_wire_is_what_the_check_takes_for_right() -> None:
    """nginx alone passes it through, and is checked like every system."""
    assert check.fault(200, wires.MESSAGES.stream(), stream=True) is None
    assert check.fault(200, wires.MESSAGES.whole, stream=False) is None


def test_the_responses_stream_is_numbered_and_says_its_text_once_more_at_the_end() -> None:
    """As OpenAI's does: a reader may hold its pieces against the whole."""
    seen = events(wires.RESPONSES)
    assert [event["sequence_number"] for event in seen] == list(range(wires.CHUNKS + 8))
    assert "".join(event["delta"] for event in seen if event["type"] == "response.output_text.delta") == wires.TEXT
    assert seen[-1]["response"]["output"] == json.loads(wires.RESPONSES.whole)["output"]


def test_the_chat_stream_ends_with_its_usage() -> None:
    """As with stream_options.include_usage: a chunk without choices, then [DONE]."""
    seen = events(wires.CHAT)
    assert "".join(event["choices"][0]["delta"].get("content", "") for event in seen[:-1]) == wires.TEXT
    assert seen[-1]["choices"] == []
    assert seen[-1]["usage"]["completion_tokens"] == wires.USAGE_OUT
    assert wires.CHAT.stream().endswith(b"data: [DONE]\n\n")


@pytest.mark.parametrize(
    ("status", "body", "stream"),
    [
        (502, b"{}", False),
        (200, b"<html>", False),
        (200, wires.MESSAGES.whole.replace(b"word000", b"word111"), False),
        (200, wires.MESSAGES.stream().replace(b"event: message_stop\n", b"").replace(b'data: {"type":"message_stop"}\n\n', b""), True),
        (200, wires.MESSAGES.stream().replace(wires.MESSAGES.piece(7, b"word007 "), b""), True),
        (200, wires.MESSAGES.stream() + b'data: {"type":"error"}\n\n', True),
    ],
)
def test_a_wrong_answer_is_told(status: int, body: bytes, stream: bool) -> None:
    """Speed with wrong answers would be no speed."""
    assert check.fault(status, body, stream)
