"""Prompts and answers as LOG_CONTENT keeps them."""

import json

import pytest

from gateway.requests.content import MOST, content, said


def events(*data: dict[str, object]) -> bytes:
    """Return a stream."""
    return b"".join(b"event: x\ndata: " + json.dumps(one).encode() + b"\n\n" for one in data)


CALL = {"type": "tool_use", "name": "Read", "input": {"a": 1}}
MESSAGE = json.dumps({"content": [{"type": "text", "text": "Hi"}, CALL]}).encode()
TEXT = events({"index": 0, "content_block": {"type": "text"}}, {"delta": {"type": "text_delta", "text": "Hi"}})
PIECES = events({"index": 1, "content_block": CALL}, {"delta": {"partial_json": '{"a"'}}, {"delta": {"partial_json": ":1}"}})
CHAT = events({"choices": [{"delta": {"content": "Hi"}}]}, {"type": "error", "error": {"message": "no"}})


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (MESSAGE, 'Hi\nRead {"a":1}'),
        (TEXT, "Hi"),
        (PIECES, '\nRead {"a":1}'),
        (CHAT, 'Hi{"message":"no"}'),
        (b"not JSON", "not JSON"),
        (b'{"error": 1}', '{"error": 1}'),
        (b"", ""),
    ],
)
def test_what_an_answer_says(answer: bytes, words: str) -> None:
    """Its words, whichever way it came."""
    assert said(answer) == words


def test_bounded_and_without_credentials() -> None:
    """However long, and whatever key stands in it."""
    kept = content(b"sk-abcdefghijklmnopqrstuvwx " + b"x" * 3 * MOST, b"y" * 3 * MOST)
    assert all(len(text) < MOST + 100 for text in kept.values())
    assert kept["prompt"].startswith("[redacted] xxx")
