"""Streams of OpenAI's own endpoints, which LiteLLM makes: broken off upstream, they do not end as if everything had been said."""

import json
from typing import Any

import httpx
import pytest

from gateway.litellm.endings import CutError
from tests.gateway import KEY, Gateway
from tests.odd_upstream import SSE, Behaviour, Heard, chat_chunk
from tests.stack.governing import Governed
from tests.stack.translating import newest

CALL = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "look", "arguments": '{"at": "th'}}


def sent(*chunks: bytes) -> Behaviour:
    """Return what streams these chunks and closes the connection."""

    async def behave(heard: Heard) -> None:
        await heard.send(SSE + b"".join(chunks))
        heard.writer.close()

    return behave


def asked(gateway: Gateway, endpoint: str, text: str, model: str = "single") -> list[dict[str, Any]]:
    """Return the events of a stream; what stands last is not [DONE] alone."""
    said: dict[str, Any] = {"input": text} if endpoint == "responses" else {"messages": [{"role": "user", "content": text}]}
    answer = httpx.post(f"{gateway.url}/v1/{endpoint}", json={"model": model, "stream": True, **said}, headers=KEY, timeout=60)
    assert answer.status_code == 200, answer.text
    return [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: {")]


@pytest.mark.parametrize("delta", [{"content": "said"}, {"tool_calls": [CALL]}], ids=["text", "a call"])
def test_chat_completions(governed: Governed, delta: dict[str, Any]) -> None:
    """What was said comes, then an error in OpenAI's shape, and no finish; the record tells of a failure."""
    gateway, good, _, _ = governed
    good.on("breaks off here", sent(chat_chunk(delta)))
    *said, last = asked(gateway, "chat/completions", "breaks off here")
    assert last["error"]["message"] == str(CutError())
    assert last["error"]["type"] == "server_error"
    assert said
    assert all(choice.get("finish_reason") is None for chunk in said for choice in chunk["choices"])
    assert newest(gateway)[0]["status"] == 500


@pytest.mark.parametrize("delta", [{"content": "said"}, {"tool_calls": [CALL]}], ids=["text", "a call"])
def test_responses(governed: Governed, delta: dict[str, Any]) -> None:
    """What LiteLLM makes of a chat stream for the Responses API fails as that API says it, and nothing in it is called done."""
    gateway, good, _, _ = governed
    good.on("breaks off here", sent(chat_chunk(delta)))
    *said, last = asked(gateway, "responses", "breaks off here")
    assert last["type"] == "response.failed"
    assert last["response"]["error"]["message"] == str(CutError())
    assert any(event["type"].endswith(".delta") for event in said)
    assert not any(event["type"].endswith((".done", ".completed")) for event in said)


@pytest.mark.parametrize("end", [(chat_chunk({}, "stop"),), (b"data: [DONE]\n\n", chat_chunk({}, "length"))], ids=["no [DONE]", "[DONE]"])
def test_whole_streams(governed: Governed, end: tuple[bytes, ...]) -> None:
    """With a finish a stream is whole, whether or not a [DONE] follows."""
    gateway, good, _, _ = governed
    good.on("whole stream", sent(chat_chunk({"content": "said"}), *reversed(end)))
    *_, last = asked(gateway, "chat/completions", "whole stream")
    assert last["choices"][0]["finish_reason"] in ("stop", "length")
    *_, last = asked(gateway, "responses", "whole stream")
    assert last["type"] in ("response.completed", "response.incomplete")


def test_a_fallback_before_the_first_word(governed: Governed) -> None:
    """Where a stream fails before it said anything and a fallback answers, its end is no made-up one."""
    gateway, good, bad, _ = governed
    bad.on("fall over", sent(b'data: {"error": {"message": "no", "type": "server_error", "code": 500}}\n\n'))
    good.on("fall over", sent(chat_chunk({"content": "said"}), chat_chunk({}, "stop"), b"data: [DONE]\n\n"))
    *said, last = asked(gateway, "chat/completions", "fall over", "broken")
    assert last["choices"][0]["finish_reason"] == "stop"
    assert any(choice["delta"].get("content") == "said" for chunk in said for choice in chunk["choices"])
