"""max_tokens 0: the prompt is cached upstream, and the client gets no content."""

import json

import pytest

from tests.unit.translator.request import bodies
from translator.request.passes import plan as make_plan
from translator.response.stream import Stream
from translator.translation import reader_of

EVENTS = [
    {"type": "response.created", "response": {"id": "resp_1", "status": "in_progress"}},
    {"type": "response.output_item.added", "output_index": 0, "item": {"type": "message", "id": "msg_1", "content": []}},
    {"type": "response.output_text.delta", "item_id": "msg_1", "output_index": 0, "content_index": 0, "delta": "Hel"},
    {
        "type": "response.incomplete",
        "response": {
            "id": "resp_1",
            "status": "incomplete",
            "incomplete_details": {"reason": "max_output_tokens"},
            "output": [],
            "usage": {"input_tokens": 2000, "output_tokens": 16},
        },
    },
]


@pytest.mark.parametrize("streaming", [True, False])
def test_no_content_and_the_counts(streaming: bool) -> None:
    """The answer is empty, ends with max_tokens and tells what the upstream counted, streamed and whole."""
    body = {"model": "claude", "max_tokens": 0, "stream": streaming, "messages": [{"role": "user", "content": "cache this"}]}
    reader = reader_of(make_plan(body, bodies.GPT, "claude", None), 1, "req_1")
    stream = Stream(reader)
    stream.feed(b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in EVENTS))
    stream.end()
    assert (reader.writer.stop_reason, reader.writer.final_usage["input_tokens"]) == ("max_tokens", 2000)  # type: ignore[index]
    if streaming:
        said = reader.writer.take()
        assert b"content_block" not in said
        assert said.count(b"event: message_stop") == 1
    else:
        assert reader.writer.message["content"] == []
