"""The Messages API as Anthropic's own SDK reads it, and what it refuses."""

from __future__ import annotations

from typing import Any

import anthropic
import httpx
import pytest
from anthropic.types.beta import BetaMessage, BetaRawMessageStreamEvent
from pydantic import TypeAdapter

from tests.samples import pdf, png
from tests.unit.gateway.offline.dialects.files import base64_of

EVENTS: TypeAdapter[Any] = TypeAdapter(BetaRawMessageStreamEvent)
HEADERS = {"x-api-key": "k", "anthropic-version": "2023-06-01"}
TOOL = {"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}
THINKING = {"thinking": {"type": "enabled", "budget_tokens": 1024}}
SEARCH = {"tools": [{"type": "web_search_20250305", "name": "web_search"}], "tool_choice": {"type": "tool", "name": "web_search"}}


def body(text: Any = "hi", **more: Any) -> dict[str, Any]:  # noqa: ANN401 (fields of the request)
    """A request with one message of the user's."""
    return {"model": "claude-x", "max_tokens": 2000, "messages": [{"role": "user", "content": text}], **more}


@pytest.mark.parametrize(
    "more",
    [{}, THINKING, {"tools": [TOOL], "tool_choice": {"type": "any"}}, SEARCH],
    ids=["text", "thinking", "tool", "search"],
)
def test_both_forms_are_anthropics(http: httpx.Client, more: dict[str, Any]) -> None:
    """Each field of the message and of every event is the SDK's, with its type; the stream comes to the same blocks."""
    said = http.post("/v1/messages", json=body("look for cats", **more), headers=HEADERS).json()
    message = BetaMessage.model_validate(said, strict=True)
    assert not message.model_extra
    with (
        anthropic.Anthropic(base_url=str(http.base_url), api_key="k", max_retries=0) as client,
        client.beta.messages.stream(**body("look for cats", **more)) as stream,
    ):
        events = list(stream)
        final = stream.get_final_message()
    assert [block.type for block in final.content] == [block.type for block in message.content]
    assert final.stop_reason == message.stop_reason
    assert "message_stop" in {event.type for event in events}


def test_a_stream_begins_as_the_real_one(http: httpx.Client) -> None:
    """After its first event comes a ping; thinking is signed, and its signature is taken back."""
    with http.stream("POST", "/v1/messages", json=body(stream=True, **THINKING), headers=HEADERS) as answer:
        lines = [line[6:] for line in answer.iter_lines() if line.startswith("data: ")]
    assert '"ping"' in lines[1]
    events = [EVENTS.validate_json(line) for line in lines if '"ping"' not in line]
    signature = next(event.delta.signature for event in events if getattr(event, "delta", None) and event.delta.type == "signature_delta")
    past: dict[str, Any] = {
        "role": "assistant",
        "content": [{"type": "thinking", "thinking": "x", "signature": signature}, {"type": "text", "text": "a"}],
    }
    request = body()
    request["messages"] += [past, {"role": "user", "content": "go on"}]
    assert http.post("/v1/messages", json=request, headers=HEADERS).status_code == 200
    past["content"][0] = {"type": "thinking", "thinking": "x", "signature": "forged"}
    refused = http.post("/v1/messages", json=request, headers=HEADERS)
    assert refused.json()["error"]["message"] == "messages.1.content.0: Invalid `signature` in `thinking` block"


def test_files_are_seen(http: httpx.Client) -> None:
    """An image and a document are told back."""
    content = [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": base64_of(png(3, 2))}},
        {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": base64_of(pdf("Alpha"))}},
        {"type": "text", "text": "What is in them?"},
    ]
    assert http.post("/v1/messages", json=body(content), headers=HEADERS).status_code == 200


@pytest.mark.parametrize(
    ("headers", "more", "status", "said"),
    [
        ({"x-api-key": ""}, {}, 401, "x-api-key header is required"),
        ({"anthropic-version": ""}, {}, 400, "anthropic-version: header is required"),
        ({}, {"max_tokens": 1024, **THINKING}, 400, "must be greater than `thinking.budget_tokens`"),
        ({}, {"context_management": {"edits": []}}, 400, "context_management: Extra inputs are not permitted"),
        ({"anthropic-beta": "context-management-2025-06-27"}, {"context_management": {"edits": []}}, 200, ""),
        ({}, {"messages": []}, 400, "at least one message is required"),
        ({}, {"messages": [{"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "x", "input": {}}]}]}, 200, ""),
    ],
)
def test_what_is_refused(http: httpx.Client, headers: dict[str, str], more: dict[str, Any], status: int, said: str) -> None:
    """A missing key or version, a field without its beta and a broken history are refused in Anthropic's shape and words."""
    answer = http.post("/v1/messages", json=body(**more), headers={"authorization": "", **HEADERS, **headers})
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.json()["type"] == "error"
        assert said in answer.json()["error"]["message"]
        assert answer.json()["request_id"] == answer.headers["request-id"]


def test_an_unanswered_call(http: httpx.Client) -> None:
    """A call without its result is refused."""
    request = body()
    request["messages"] += [
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "x", "input": {}}]},
        {"role": "user", "content": "?"},
    ]
    assert "without `tool_result` blocks" in http.post("/v1/messages", json=request, headers=HEADERS).text


def test_cached_tokens_need_a_mark(http: httpx.Client) -> None:
    """What is marked for the cache is read from it the second time, and is no part of input_tokens."""
    marked = [{"type": "text", "text": "word " * 4000, "cache_control": {"type": "ephemeral"}}]
    first, second = (http.post("/v1/messages", json=body(system=marked), headers=HEADERS).json()["usage"] for _ in range(2))
    assert first["cache_read_input_tokens"] == 0
    assert second["cache_read_input_tokens"] > 1024
    assert second["input_tokens"] + second["cache_read_input_tokens"] == first["input_tokens"]


def test_models_and_counts(http: httpx.Client) -> None:
    """The model list and count_tokens have Anthropic's shape, where Anthropic's headers ask."""
    with anthropic.Anthropic(base_url=str(http.base_url), api_key="k", max_retries=0) as client:
        assert client.models.list().data[0].display_name == "Claude Opus 4 5"
        assert client.messages.count_tokens(model="claude-x", messages=[{"role": "user", "content": "hi"}]).input_tokens > 5


def test_betas_are_echoed(http: httpx.Client) -> None:
    """The read-back has the betas as they came, and no key."""
    http.post("/v1/messages", json=body(), headers={**HEADERS, "anthropic-beta": "one,two"})
    row = http.get("/offline/requests").json()[-1]
    assert row["headers"]["anthropic-beta"] == "one,two"
    assert row["headers"]["x-api-key"].startswith("sha256:")
