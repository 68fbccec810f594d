"""OpenAI's APIs over HTTP: shapes, errors, the read-back."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI

BOTH = [
    ("/v1/responses", {"model": "gpt-9", "input": "hi"}),
    ("/v1/chat/completions", {"model": "gpt-9", "messages": [{"role": "user", "content": "hi"}]}),
]


def eventually(check: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether the check comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return True
        time.sleep(0.02)
    return check()


def test_responses_events_in_order(http: httpx.Client) -> None:
    """A streamed response has OpenAI's events in OpenAI's order, numbered from 0, and its deltas add up to its text."""
    text = http.post("/v1/responses", json={"model": "gpt-9", "input": "hi", "stream": True}).text
    events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]
    names = [line[7:] for line in text.splitlines() if line.startswith("event: ")]
    kinds = [event["type"] for event in events]
    assert names == kinds
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    assert list(dict.fromkeys(kinds)) == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    final = events[-1]["response"]
    whole = "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")
    assert final["output"][0]["content"][0]["text"] == whole
    assert final["model"] == "gpt-9"
    assert final["usage"]["total_tokens"] == final["usage"]["input_tokens"] + final["usage"]["output_tokens"]
    assert final["id"] == events[0]["response"]["id"]


def test_chat_chunks_in_order(http: httpx.Client) -> None:
    """A streamed chat completion begins with the role, ends with the reason, the usage only if asked for, and [DONE]."""
    body = {"model": "gpt-9", "messages": [{"role": "user", "content": "hi"}], "stream": True}
    for options, usage in (({}, False), ({"stream_options": {"include_usage": True}}, True)):
        lines = [line[6:] for line in http.post("/v1/chat/completions", json={**body, **options}).text.splitlines() if line]
        assert lines.pop() == "[DONE]"
        chunks = [json.loads(line) for line in lines]
        assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
        assert bool(chunks[-1].get("usage")) is usage
        last = chunks[-2 if usage else -1]
        assert last["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize(("path", "body"), BOTH)
@pytest.mark.parametrize("prefix", ["/v1", ""])
def test_with_and_without_prefix(http: httpx.Client, path: str, body: dict[str, Any], prefix: str) -> None:
    """Every route also answers without /v1, with a request id, under the model's name."""
    reply = http.post(path.replace("/v1", prefix, 1), json=body)
    assert reply.status_code == 200
    assert reply.headers["x-request-id"].startswith("req_")
    assert reply.json()["model"] == "gpt-9"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer None", "Basic abc"])
def test_without_a_key(http: httpx.Client, header: str) -> None:
    """A request without a bearer key is refused in OpenAI's shape."""
    reply = http.post("/v1/responses", json=BOTH[0][1], headers={"authorization": header})
    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "invalid_api_key"
    assert reply.headers["x-request-id"]


@pytest.mark.parametrize(
    ("path", "content", "param"),
    [
        ("/v1/responses", b"{", None),
        ("/v1/responses", b"[]", None),
        ("/v1/responses", b'{"input":"x"}', "model"),
        ("/v1/responses", b'{"model":"x"}', "input"),
        ("/v1/responses", b'{"model":"x","input":"x","max_output_tokens":"no"}', "max_output_tokens"),
        ("/v1/chat/completions", b'{"model":"x"}', "messages"),
        ("/v1/chat/completions", b'{"messages":[{"role":"user","content":"x"}]}', "model"),
        ("/v1/embeddings", b'{"model":"x"}', "input"),
        ("/v1/completions", b'{"model":"x"}', "prompt"),
    ],
)
def test_bad_requests(http: httpx.Client, path: str, content: bytes, param: str | None) -> None:
    """A bad body is refused with 400 in OpenAI's shape, which names the parameter."""
    reply = http.post(path, content=content)
    assert reply.status_code == 400
    error = reply.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["param"] == param
    assert error["message"]


ODD: list[dict[str, Any]] = [
    {"model": "m", "input": [1, None, {"type": "message"}, {"role": "user", "content": [{"x": 1}]}]},
    {"model": "m", "input": "x", "tools": [1, {"type": "function"}], "text": 1, "tool_choice": {"type": "auto"}},
]


@pytest.mark.parametrize("body", ODD, ids=range(len(ODD)))
def test_odd_bodies(http: httpx.Client, body: dict[str, Any]) -> None:
    """Odd but parseable bodies are answered, not broken by."""
    assert http.post("/v1/responses", json=body).status_code == 200


def test_unknown_routes(http: httpx.Client) -> None:
    """What is no route is refused in OpenAI's shape."""
    assert http.get("/v1/nothing").json()["error"]["message"] == "Invalid URL (GET /v1/nothing)"
    assert http.get("/v1/responses").status_code == 405


def test_small_apis(offline_url: str) -> None:
    """Models, embeddings and legacy completions answer as OpenAI's SDK expects."""
    with OpenAI(base_url=f"{offline_url}/v1", api_key="k") as client:
        assert client.models.retrieve("any/thing").id == "any/thing"
        assert len(client.models.list().data) > 2
        one, two = (client.embeddings.create(model="e", input=["a", "b"]) for _ in range(2))
        assert one.data[0].embedding == two.data[0].embedding != one.data[1].embedding
        raw = client.embeddings.create(model="e", input="a", encoding_format="float").data[0].embedding
        assert raw == pytest.approx(one.data[0].embedding, abs=1e-5)
        assert "no model" in client.completions.create(model="c", prompt="hi").choices[0].text
        pieces = client.completions.create(model="c", prompt="hi", stream=True)
        assert "no model" in "".join(piece.choices[0].text for piece in pieces)


def test_structured_output(offline_url: str) -> None:
    """A JSON schema of the request is met on both wires."""
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"], "additionalProperties": False}
    with OpenAI(base_url=f"{offline_url}/v1", api_key="k") as client:
        text: Any = {"format": {"type": "json_schema", "name": "t", "schema": schema}}
        assert json.loads(client.responses.create(model="m", input="Fix login", text=text).output_text) == {"title": "Fix login"}
        wanted: Any = {"type": "json_schema", "json_schema": {"name": "t", "schema": schema}}
        messages: Any = [{"role": "user", "content": "Fix login"}]
        found = client.chat.completions.create(model="m", messages=messages, response_format=wanted)
        assert json.loads(found.choices[0].message.content or "") == {"title": "Fix login"}


def test_read_back(http: httpx.Client) -> None:
    """What arrived can be read back, newest last, without the key."""
    http.post("/v1/responses", json={"model": "a", "input": "x"}, headers={"x-extra": "1"})
    http.post("/chat/completions", content=b"not json")
    first, second = http.get("/offline/requests").json()
    assert first["body"] == {"model": "a", "input": "x"}
    assert first["headers"]["x-extra"] == "1"
    assert (first["method"], first["path"], first["status"], first["outcome"], first["scenario"]) == (
        "POST",
        "/v1/responses",
        200,
        "done",
        None,
    )
    assert (second["body"], second["status"]) == ("not json", 400)
    assert first["headers"]["authorization"].startswith("sha256:")
    assert len(first["headers"]["authorization"]) == 23
    assert "sk-test" not in http.get("/offline/requests").text
    assert http.delete("/offline/requests").status_code == 204
    assert http.get("/offline/requests").json() == []


def test_only_the_last_requests_are_kept(http: httpx.Client) -> None:
    """The read-back holds the last 200 requests."""
    for number in range(205):
        http.post("/v1/responses", json={"model": str(number), "input": "x"})
    models = [row["body"]["model"] for row in http.get("/offline/requests").json()]
    assert models == [str(number) for number in range(5, 205)]


LEFT = ['long {"delay_ms": 50}', 'stall {"seconds": 60}', 'slow_first_byte {"seconds": 60}']


@pytest.mark.parametrize(("scenario", "stream"), [(name, True) for name in LEFT] + [(name, False) for name in LEFT[1:]])
def test_a_client_that_leaves(http: httpx.Client, offline_url: str, scenario: str, stream: bool) -> None:
    """A client that goes away while it waits is noticed and recorded."""

    async def leave() -> None:
        async with httpx.AsyncClient(base_url=offline_url, headers={"authorization": "Bearer k", "x-offline-scenario": scenario}) as client:
            request = client.post("/v1/responses", json={"model": "m", "input": "x", "stream": stream})
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(request, 1)

    asyncio.run(leave())
    assert eventually(lambda: http.get("/offline/requests").json()[-1]["outcome"] == "client_disconnected")


def test_while_it_streams(http: httpx.Client) -> None:
    """A request that is being answered is recorded as streaming."""
    with http.stream("POST", "/v1/responses", json={"model": "m", "input": "[[offline:long]]", "stream": True}):
        assert http.get("/offline/requests").json()[-1]["outcome"] == "streaming"


def test_sdk_errors(offline_url: str) -> None:
    """OpenAI's SDK raises its own error classes from the scripted errors."""
    with OpenAI(base_url=f"{offline_url}/v1", api_key="k", max_retries=0) as client, pytest.raises(openai.RateLimitError) as raised:
        client.responses.create(model="m", input='[[offline:error {"status": 429, "retry_after": 3}]]')
    assert raised.value.response.headers["retry-after"] == "3"
    assert raised.value.code == "rate_limit_exceeded"
