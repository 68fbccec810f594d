"""The official SDK takes every answer: its stream helper, its types."""

from typing import Any

import anthropic
import httpx2
import orjson
import pytest
from pydantic import TypeAdapter

from tests.unit.translator.response import chat_streams, responses_streams
from tests.unit.translator.response.running import events, gathered, sse, streamed

Json = dict[str, Any]
ALL = [("responses", name) for name in responses_streams.STREAMS] + [("chat", name) for name in chat_streams.STREAMS]


def client(content: bytes, kind: str) -> anthropic.Anthropic:
    """Return a client whose every request is answered with these bytes."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, headers={"content-type": kind}, content=content))
    return anthropic.Anthropic(api_key="dummy", max_retries=0, http_client=httpx2.Client(transport=transport))


def plain(message: anthropic.types.Message) -> list[Json]:
    """Return the content without what the SDK adds to it."""
    return [block.model_dump(exclude_none=True, exclude={"parsed_output"}) for block in message.content]


@pytest.mark.parametrize("display", ["summarized", "omitted"])
@pytest.mark.parametrize(("wire", "name"), ALL)
def test_stream_and_message_agree(wire: str, name: str, display: str) -> None:
    """What the SDK puts together from the stream is what it reads from the message in one piece."""
    streams = responses_streams.STREAMS if wire == "responses" else chat_streams.STREAMS
    data = sse(streams[name], wire)
    out = streamed(wire, data, display=display)[1]
    request: Any = {"model": "claude-opus-4-5", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]}
    with client(out, "text/event-stream").messages.stream(**request) as stream:
        seen = [event.type for event in stream]
        final = stream.get_final_message()
    assert seen[0] == "message_start"
    assert seen[-1] == "message_stop"
    body = orjson.dumps(gathered(wire, data, display=display).message)
    whole = client(body, "application/json").messages.create(**request)
    assert plain(final) == plain(whole)
    assert (final.stop_reason, final.stop_sequence, final.stop_details) == (whole.stop_reason, whole.stop_sequence, whole.stop_details)
    assert final.usage.input_tokens == whole.usage.input_tokens == 400
    assert final.usage.output_tokens == whole.usage.output_tokens == 80
    assert final.usage.server_tool_use == whole.usage.server_tool_use
    anthropic.types.Message.model_validate(whole.model_dump())


@pytest.mark.parametrize(("wire", "name"), ALL)
def test_every_event_is_of_the_api(wire: str, name: str) -> None:
    """Every event holds what the SDK's type of it demands."""
    adapter: TypeAdapter[Any] = TypeAdapter(anthropic.types.RawMessageStreamEvent)
    streams = responses_streams.STREAMS if wire == "responses" else chat_streams.STREAMS
    for event in events(streamed(wire, sse(streams[name], wire))[1]):
        adapter.validate_python(event)


def test_error_event_raises() -> None:
    """An error in the stream is an APIStatusError in the SDK."""
    out = streamed("chat", sse([*chat_streams.texts("Hi"), {"error": {"code": "rate_limit_exceeded", "message": "no"}}], "chat"))[1]
    request: Any = {"model": "claude-opus-4-5", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]}
    with pytest.raises(anthropic.APIStatusError), client(out, "text/event-stream").messages.stream(**request) as stream:
        stream.until_done()
