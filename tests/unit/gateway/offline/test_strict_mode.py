"""Strict mode over HTTP: how it is switched on, and that the backend's own answers can be sent back in it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai import OpenAI

from tests.unit.gateway.offline.conftest import free_port
from tests.unit.gateway.offline.workbench import Workbench, drive, schemas

RESPONSES, CHAT = "/v1/responses", "/v1/chat/completions"
STRICT = {"x-offline-strict": "1"}
BAD = {"model": "gpt-4.1", "input": "hi", "nonsense": 1}
WRITE = "Write hello.txt then read it"


@pytest.fixture
def switched_on(http: httpx.Client) -> Iterator[httpx.Client]:
    """A backend that is strict at run time, and lenient again afterwards."""
    assert http.put("/offline/strict", json={"on": True}).json() == {"on": True}
    yield http
    http.put("/offline/strict", json={"on": False})


def test_by_header(http: httpx.Client) -> None:
    """One request is strict by its header; the others stay lenient."""
    refused = http.post(RESPONSES, json=BAD, headers=STRICT)
    assert refused.status_code == 400
    assert refused.json()["error"]["message"] == "Unknown parameter: 'nonsense'."
    assert refused.headers["x-request-id"]
    assert http.post(RESPONSES, json=BAD).status_code == 200
    assert http.get("/offline/requests").json()[0]["status"] == 400


def test_by_switch(switched_on: httpx.Client) -> None:
    """Strict mode is switched at run time, and a request may say no to it."""
    assert switched_on.get("/offline/strict").json() == {"on": True}
    assert switched_on.post(RESPONSES, json=BAD).status_code == 400
    assert switched_on.post(RESPONSES, json=BAD, headers={"x-offline-strict": "0"}).status_code == 200


@pytest.mark.parametrize("content", [b"", b"[]", b'{"on": 1}', b"{"])
def test_a_wrong_switch(http: httpx.Client, content: bytes) -> None:
    """A switch that is neither on nor off is refused."""
    assert http.put("/offline/strict", content=content).status_code == 400
    assert http.get("/offline/strict").json() == {"on": False}


def test_by_command_line() -> None:
    """--strict starts the backend strict."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "gateway.offline", "--port", str(port), "--strict"])
    try:
        for _ in range(200):
            try:
                assert httpx.get(f"http://127.0.0.1:{port}/offline/strict").json() == {"on": True}
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        else:
            pytest.fail("the backend did not start")
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize("model", ["gpt-5", "gpt-5.2"])
@pytest.mark.parametrize("stream", [True, False])
def test_its_own_answers_are_taken_back(http: httpx.Client, model: str, stream: bool) -> None:
    """What the backend answers can be replayed exactly, as real clients do, over a whole task with reasoning."""
    offered = [{"type": "function", "name": name, "parameters": schema, "strict": False} for name, schema in schemas().items()]
    system = "Working directory: /home/u"
    given: list[Any] = [{"role": "user", "content": WRITE}]
    outputs = {"Write": "File created successfully", "Read": "     1→Hello"}
    for _ in range(3):
        body = {
            "model": model,
            "store": False,
            "instructions": system,
            "input": given,
            "tools": offered,
            "stream": stream,
            "reasoning": {"effort": "low", "summary": "auto"},
            "include": ["reasoning.encrypted_content"],
        }
        reply = http.post(RESPONSES, json=body, headers=STRICT)
        assert reply.status_code == 200, reply.text
        answered = json.loads(reply.text.strip().splitlines()[-1][6:])["response"] if stream else reply.json()
        assert answered["usage"]["output_tokens_details"]["reasoning_tokens"] > 0
        kinds = [item["type"] for item in answered["output"]]
        assert kinds[0] == "reasoning"
        assert answered["output"][0]["summary"]
        given += answered["output"]
        calls = [item for item in answered["output"] if item["type"] == "function_call"]
        given += [{"type": "function_call_output", "call_id": call["call_id"], "output": outputs[call["name"]]} for call in calls]
    assert kinds == ["reasoning", "message"]
    given[1]["encrypted_content"] = given[1]["encrypted_content"][:-8] + "AAAAAAA="
    body["input"] = given
    assert http.post(RESPONSES, json=body, headers=STRICT).json()["error"]["code"] == "invalid_encrypted_content"


def test_reasoning_only_where_it_is_done(http: httpx.Client) -> None:
    """Plain models and effort "none" give no reasoning; encrypted content comes only when it is asked for."""
    for fields in ({"model": "gpt-4.1"}, {"model": "gpt-5.2"}, {"model": "gpt-5.2", "reasoning": {"effort": "none"}}):
        found = http.post(RESPONSES, json={"input": "hi", **fields}).json()
        assert [item["type"] for item in found["output"]] == ["message"]
        assert found["usage"]["output_tokens_details"]["reasoning_tokens"] == 0
    thought = http.post(RESPONSES, json={"input": "hi", "model": "gpt-5"}).json()["output"][0]
    assert (thought["type"], thought["summary"], "encrypted_content" in thought) == ("reasoning", [], False)


def test_reasoning_is_counted_on_chat(http: httpx.Client) -> None:
    """Chat completions show no reasoning but count it."""
    body = {"model": "gpt-5", "messages": [{"role": "user", "content": "hi"}]}
    found = http.post(CHAT, json=body, headers=STRICT).json()
    assert "reasoning_content" not in found["choices"][0]["message"]
    assert found["usage"]["completion_tokens_details"]["reasoning_tokens"] > 0
    streamed = http.post(CHAT, json={**body, "stream": True}).text
    assert "reasoning_content" not in streamed


def test_the_sdk_takes_reasoning(offline_url: str) -> None:
    """OpenAI's SDK accumulates a stream with reasoning."""
    with OpenAI(base_url=f"{offline_url}/v1", api_key="k", default_headers=STRICT) as client:
        reasoning: Any = {"effort": "high", "summary": "detailed"}
        with client.responses.stream(model="gpt-5", input="hi", reasoning=reasoning) as events:
            kinds = {event.type for event in events}
        assert {"response.reasoning_summary_text.delta", "response.reasoning_summary_part.done", "response.completed"} <= kinds


@pytest.mark.parametrize("wire", ["responses", "chat"])
def test_a_whole_task_in_strict_mode(offline_url: str, tmp_path: Path, wire: str) -> None:
    """A well-behaved client gets through a whole task without one refusal."""
    with OpenAI(base_url=f"{offline_url}/v1", api_key="k", default_headers=STRICT, max_retries=0) as client:
        text = drive(client, Workbench(tmp_path), "Write hello.txt then read it", wire=wire, stream=True)
    assert "Read hello.txt" in text
    assert (tmp_path / "hello.txt").exists()
