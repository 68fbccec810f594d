"""The official anthropic SDK on the gateway: answers, streams, counting, listing."""

import asyncio
from collections.abc import Iterator
from typing import Literal

import anthropic
import pytest
from anthropic.types import Message, ToolParam

from tests.gateway import Gateway

MODEL = "claude-sonnet-5-5"
WRITE: ToolParam = {
    "name": "Write",
    "description": "Write a file",
    "input_schema": {
        "type": "object",
        "properties": {"file_path": {"type": "string"}, "content": {"type": "string"}},
        "required": ["file_path", "content"],
    },
}
INPUT = {"file_path": "hello.txt", "content": 'a "quoted" word\n'}
PROMPT = "Write hello.txt saying 'a \"quoted\" word'"


@pytest.fixture
def sdk(gateway: Gateway) -> Iterator[anthropic.Anthropic]:
    """The SDK's client, which does not retry, so that a test sees the first answer."""
    with anthropic.Anthropic(base_url=gateway.url, api_key="dummy", max_retries=0, timeout=60) as client:
        yield client


def test_create(sdk: anthropic.Anthropic) -> None:
    """A message is answered with text, the model as it was asked for, usage and a request id."""
    message = sdk.messages.create(model=MODEL, max_tokens=500, messages=[{"role": "user", "content": "Say hello"}])
    assert (message.type, message.role, message.model, message.stop_reason) == ("message", "assistant", MODEL, "end_turn")
    assert [block.type for block in message.content] == ["text"]
    assert "no model is behind this answer" in message.content[0].to_json()
    assert message.usage.input_tokens > 0
    assert message.usage.output_tokens > 0
    assert str(message._request_id).startswith("req_")


def test_tool_round(sdk: anthropic.Anthropic) -> None:
    """A tool call goes out with its input as an object, and its result comes back into the conversation."""
    called = sdk.messages.create(model=MODEL, max_tokens=500, tools=[WRITE], messages=[{"role": "user", "content": PROMPT}])
    assert called.stop_reason == "tool_use"
    (block,) = called.content
    assert block.type == "tool_use"
    assert (block.name, block.input) == ("Write", INPUT)
    closed = sdk.messages.create(
        model=MODEL,
        max_tokens=500,
        tools=[WRITE],
        messages=[
            {"role": "user", "content": PROMPT},
            {"role": "assistant", "content": called.content},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": block.id, "content": "File written."}]},
        ],
    )
    assert closed.stop_reason == "end_turn"
    assert "Wrote hello.txt" in closed.content[0].to_json()


def test_stream_of_text(sdk: anthropic.Anthropic) -> None:
    """Streamed text comes in pieces whose sum is the final message's text."""
    with sdk.messages.stream(model=MODEL, max_tokens=500, messages=[{"role": "user", "content": "Say hello"}]) as stream:
        pieces = list(stream.text_stream)
        message = stream.get_final_message()
        assert str(stream.request_id).startswith("req_")
    assert len(pieces) > 2
    assert message.content[0].type == "text"
    assert message.content[0].text == "".join(pieces)
    assert (message.model, message.stop_reason) == (MODEL, "end_turn")
    assert message.usage.input_tokens > 0
    assert message.usage.output_tokens > 0


def test_stream_of_a_tool_call(sdk: anthropic.Anthropic) -> None:
    """A streamed tool call's input comes as JSON in pieces that add up to the final input, also torn character by character."""
    for prompt in (PROMPT, "[[offline:fragmented_arguments]] Go ahead."):
        with sdk.messages.stream(model=MODEL, max_tokens=500, tools=[WRITE], messages=[{"role": "user", "content": prompt}]) as stream:
            last = [event.snapshot for event in stream if event.type == "input_json"][-1]
            message = stream.get_final_message()
        (block,) = message.content
        assert block.type == "tool_use"
        assert block.input == last
        assert message.stop_reason == "tool_use"
        if prompt == PROMPT:
            assert block.input == INPUT


@pytest.mark.parametrize(("display", "shown"), [("summarized", True), ("omitted", False)])
def test_stream_of_thinking(sdk: anthropic.Anthropic, display: Literal["summarized", "omitted"], shown: bool) -> None:
    """Reasoning upstream arrives as a signed thinking block before the text, with its summary where the client wants to see it."""
    with sdk.messages.stream(
        model="claude-opus-5-5",
        max_tokens=2000,
        thinking={"type": "adaptive", "display": display},
        messages=[{"role": "user", "content": "[[offline:reasoning]] Say hello"}],
    ) as stream:
        message = stream.get_final_message()
    assert [block.type for block in message.content] == ["thinking", "text"]
    assert message.content[0].type == "thinking"
    assert message.content[0].signature
    assert ("Reading the task" in message.content[0].thinking) == shown
    assert shown or not message.content[0].thinking


def test_count_tokens(sdk: anthropic.Anthropic) -> None:
    """Tokens are counted, and a longer prompt has more."""
    short = sdk.messages.count_tokens(model=MODEL, messages=[{"role": "user", "content": "Say hello"}])
    long = sdk.messages.count_tokens(model=MODEL, messages=[{"role": "user", "content": "Say hello " * 100}])
    assert 0 < short.input_tokens < long.input_tokens


def test_models(sdk: anthropic.Anthropic) -> None:
    """The three dated names are listed, each with a name to show."""
    listed = {model.id: model.display_name for model in sdk.models.list()}
    assert {"claude-sonnet-4-5-20250929", "claude-opus-4-5-20251101", "claude-haiku-4-5-20251001"} <= set(listed)
    assert all(listed.values())


def test_async_client(gateway: Gateway) -> None:
    """The asynchronous client works too: several at once, streamed and not."""

    async def streamed(client: anthropic.AsyncAnthropic, number: int) -> str:
        question = f"Say hello number {number}"
        async with client.messages.stream(model=MODEL, max_tokens=500, messages=[{"role": "user", "content": question}]) as stream:
            return await stream.get_final_text()

    async def all_at_once() -> tuple[Message, list[str]]:
        async with anthropic.AsyncAnthropic(base_url=gateway.url, api_key="dummy", max_retries=0, timeout=60) as client:
            whole = client.messages.create(model=MODEL, max_tokens=500, messages=[{"role": "user", "content": "Say hello"}])
            return await asyncio.gather(whole, asyncio.gather(*(streamed(client, number) for number in range(4))))

    message, texts = asyncio.run(all_at_once())
    assert message.stop_reason == "end_turn"
    assert all(f"Say hello number {number}" in text for number, text in enumerate(texts))


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
def test_base_url(gateway: Gateway, ending: str) -> None:
    """The base URL may end in a slash, in /v1, or in both."""
    with anthropic.Anthropic(base_url=gateway.url + ending, api_key="dummy", max_retries=0) as client:
        asked = client.messages.create(model=MODEL, max_tokens=500, messages=[{"role": "user", "content": "Say hello"}])
        assert asked.stop_reason == "end_turn"
        assert client.messages.count_tokens(model=MODEL, messages=[{"role": "user", "content": "Say hello"}]).input_tokens > 0
