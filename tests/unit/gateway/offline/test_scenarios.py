"""Each scenario on each wire."""

from __future__ import annotations

import contextlib
import json
import time
from typing import Any

import httpx
import pytest
from openai import OpenAI

from tests.unit.gateway.offline.workbench import schemas

RESPONSES, CHAT = "/v1/responses", "/v1/chat/completions"
WIRES = [RESPONSES, CHAT]


def body(path: str, text: str, *, stream: bool, tools: bool = True) -> dict[str, Any]:
    """A request with one user text."""
    if path == RESPONSES:
        offered: list[Any] = [{"type": "function", "name": name, "parameters": schema} for name, schema in schemas().items()]
        return {"model": "m", "input": text, "stream": stream, "tools": offered if tools else []}
    offered = [{"type": "function", "function": {"name": name, "parameters": schema}} for name, schema in schemas().items()]
    return {"model": "m", "messages": [{"role": "user", "content": text}], "stream": stream, "tools": offered if tools else []}


def play(http: httpx.Client, path: str, marker: str, *, stream: bool, tools: bool = True) -> httpx.Response:
    """Send a marker in the user's text."""
    return http.post(path, json=body(path, f"Please do this. [[offline:{marker}]] Thanks.", stream=stream, tools=tools))


def outcome(reply: httpx.Response, path: str) -> dict[str, Any]:
    """What an answer says, streamed or not: text, refusal, thoughts, calls and why it ended."""
    if "event-stream" in reply.headers["content-type"]:
        events = [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: {")]
        return _from_events(events) if path == RESPONSES else _from_chunks(events)
    found = reply.json()
    return _from_response(found) if path == RESPONSES else _from_message(found["choices"][0])


def _from_events(events: list[dict[str, Any]]) -> dict[str, Any]:
    parts: dict[str, str] = {}
    for event in events:
        if event["type"].endswith(".delta"):
            key = event["item_id"]
            parts[key] = parts.get(key, "") + event["delta"]
    final = _from_response(events[-1]["response"])
    assert [parts[item["id"]] for item in events[-1]["response"]["output"] if item["type"] == "function_call"] == [
        c[1] for c in final["calls"]
    ]
    return final


def _from_response(response: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"text": "", "refusal": "", "thoughts": [], "encrypted": None, "calls": [], "end": response["status"]}
    if response["incomplete_details"]:
        found["end"] = response["incomplete_details"]["reason"]
    for item in response["output"]:
        if item["type"] == "reasoning":
            found["thoughts"] += [part["text"] for part in item["summary"]]
            found["encrypted"] = item["encrypted_content"]
        elif item["type"] == "function_call":
            found["calls"].append((item["name"], item["arguments"]))
        else:
            for part in item["content"]:
                found["refusal" if part["type"] == "refusal" else "text"] += part.get("text") or part.get("refusal")
    return found


def _from_chunks(chunks: list[dict[str, Any]]) -> dict[str, Any]:
    message: dict[str, Any] = {"content": "", "refusal": "", "reasoning_content": "", "tool_calls": []}
    end = None
    for chunk in chunks:
        for choice in chunk.get("choices", []):
            delta = choice["delta"]
            for key in ("content", "refusal", "reasoning_content"):
                message[key] += delta.get(key) or ""
            for part in delta.get("tool_calls", []):
                if part["index"] == len(message["tool_calls"]):
                    message["tool_calls"].append({"function": {"name": part["function"]["name"], "arguments": ""}})
                message["tool_calls"][part["index"]]["function"]["arguments"] += part["function"]["arguments"]
            end = choice["finish_reason"] or end
    return _from_message({"message": message, "finish_reason": end})


def _from_message(choice: dict[str, Any]) -> dict[str, Any]:
    message = choice["message"]
    ends = {"stop": "completed", "tool_calls": "completed", "length": "max_output_tokens"}
    thoughts = message.get("reasoning_content") or ""
    return {
        "text": message["content"] or "",
        "refusal": message["refusal"] or "",
        "thoughts": [thoughts] if thoughts else [],
        "calls": [(call["function"]["name"], call["function"]["arguments"]) for call in message.get("tool_calls") or []],
        "end": ends.get(choice["finish_reason"], choice["finish_reason"]),
    }


both_wires = pytest.mark.parametrize("path", WIRES)
streamed_or_not = pytest.mark.parametrize("stream", [True, False])


@both_wires
@streamed_or_not
def test_text(http: httpx.Client, path: str, stream: bool) -> None:
    """A scripted text arrives as it is, in as many pieces as asked for."""
    reply = play(http, path, 'text {"text": "a ]] b \\u00e9 😀", "chunks": 4}', stream=stream)
    assert outcome(reply, path)["text"] == "a ]] b é 😀"
    if stream:
        assert reply.text.count('"delta":"' if path == RESPONSES else '"delta":{"content":"') == 4
    assert http.get("/offline/requests").json()[-1]["scenario"] == "text"


@both_wires
@streamed_or_not
def test_parallel_tools(http: httpx.Client, path: str, stream: bool) -> None:
    """Two calls in one answer: of offered tools, or the ones given."""
    calls = outcome(play(http, path, "parallel_tools", stream=stream), path)["calls"]
    assert len({name for name, _ in calls}) == 2
    given = '{"calls": [{"name": "Read", "arguments": {"file_path": "/a"}}, {"name": "Read", "arguments": {"file_path": "/b"}}]}'
    calls = outcome(play(http, path, f"parallel_tools {given}", stream=stream), path)["calls"]
    assert [(name, json.loads(arguments)["file_path"]) for name, arguments in calls] == [("Read", "/a"), ("Read", "/b")]


@both_wires
def test_fragmented_arguments(http: httpx.Client, path: str) -> None:
    """Arguments in fragments of one character add up to valid JSON with escapes and foreign letters."""
    reply = play(http, path, "fragmented_arguments", stream=True)
    ((name, arguments),) = outcome(reply, path)["calls"]
    assert name == "Write"
    assert "日本語 😀" in json.loads(arguments)["content"]
    assert "\\ud83d\\ude00" in arguments or "😀" in arguments
    assert reply.text.count("data: ") > len(arguments)


@both_wires
@streamed_or_not
def test_reasoning(http: httpx.Client, path: str, stream: bool) -> None:
    """Reasoning comes before the answer; on the Responses API with a summary in parts and encrypted content."""
    found = outcome(play(http, path, 'reasoning {"text": "so"}', stream=stream), path)
    assert found["text"] == "so"
    assert "Deciding" in "".join(found["thoughts"])
    if path == RESPONSES:
        assert len(found["thoughts"]) == 2
        assert found["encrypted"]


@both_wires
def test_reasoning_before_a_call(http: httpx.Client, path: str) -> None:
    """Reasoning can come before the agent's own next call."""
    found = outcome(http.post(path, json=body(path, "[[offline:reasoning]] Write a.txt then read it", stream=True)), path)
    assert found["thoughts"]
    assert [name for name, _ in found["calls"]] == ["Write"]


@both_wires
@streamed_or_not
@pytest.mark.parametrize(("name", "end"), [("length", "max_output_tokens"), ("content_filter", "content_filter"), ("refusal", "completed")])
def test_other_ends(http: httpx.Client, path: str, stream: bool, name: str, end: str) -> None:
    """An answer that is cut, filtered or declined says so in the wire's own way."""
    found = outcome(play(http, path, name, stream=stream), path)
    assert found["end"] == end
    assert found["refusal" if name == "refusal" else "text"]


@both_wires
@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529])
def test_error(http: httpx.Client, path: str, status: int) -> None:
    """Each error status comes in OpenAI's shape, with what the test asked for."""
    plain = play(http, path, f'error {{"status": {status}}}', stream=True)
    assert plain.status_code == status
    assert plain.json()["error"]["message"]
    named = play(http, path, f'error {{"status": {status}, "message": "m", "code": "c", "type": "t", "retry_after": 7}}', stream=False)
    assert named.json() == {"error": {"message": "m", "type": "t", "param": None, "code": "c"}}
    assert named.headers["retry-after"] == "7"


@both_wires
def test_html_error(http: httpx.Client, path: str) -> None:
    """A page of HTML with the status."""
    reply = play(http, path, 'html_error {"status": 503}', stream=True)
    assert reply.status_code == 503
    assert reply.headers["content-type"].startswith("text/html")
    assert "<html" in reply.text


@both_wires
def test_context_overflow(http: httpx.Client, path: str) -> None:
    """OpenAI's own error for a prompt that is too long."""
    reply = play(http, path, "context_overflow", stream=True)
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == "context_length_exceeded"


@both_wires
@streamed_or_not
def test_slow_first_byte(http: httpx.Client, path: str, stream: bool) -> None:
    """The headers wait as long as asked; then comes the agent's answer."""
    begun = time.monotonic()
    with http.stream("POST", path, json=body(path, '[[offline:slow_first_byte {"seconds": 0.3}]] read a.txt', stream=stream)) as reply:
        assert time.monotonic() - begun >= 0.3
        reply.read()
    assert [name for name, _ in outcome(reply, path)["calls"]] == ["Read"]


@both_wires
@streamed_or_not
def test_stall(http: httpx.Client, path: str, stream: bool) -> None:
    """A stalled answer is silent for a while and then goes on to its end."""
    begun = time.monotonic()
    found = outcome(play(http, path, 'stall {"seconds": 0.3, "after": 2}', stream=stream), path)
    assert time.monotonic() - begun >= 0.3
    assert found["end"] == "completed"


@both_wires
@streamed_or_not
def test_cut(http: httpx.Client, path: str, stream: bool) -> None:
    """The connection is cut in the middle, without the end of the body."""
    with pytest.raises(httpx.RemoteProtocolError):
        play(http, path, "cut", stream=stream)


@both_wires
def test_cut_inside_arguments(http: httpx.Client, path: str) -> None:
    """A stream can be cut inside a call's arguments."""
    received = ""
    marker = '[[offline:cut {"name": "Write", "arguments": {"file_path": "/a", "content": "a long enough content to cut"}, "after": 1}]]'
    with http.stream("POST", path, json=body(path, marker, stream=True)) as reply:
        pieces = reply.iter_text()
        with contextlib.suppress(httpx.RemoteProtocolError):
            while True:
                received += next(pieces)
    assert "file_path" in received
    assert "cut\\" not in received


def test_fail_midstream(http: httpx.Client) -> None:
    """A stream that fails ends with the wire's own failure."""
    reply = play(http, RESPONSES, 'fail_midstream {"after": 2, "message": "m", "code": "rate_limit_exceeded"}', stream=True)
    last = json.loads(reply.text.strip().splitlines()[-1][6:])
    assert last["type"] == "response.failed"
    assert last["response"]["status"] == "failed"
    assert last["response"]["error"] == {"code": "rate_limit_exceeded", "message": "m"}
    assert reply.text.count("output_text.delta\n") == 2
    reply = play(http, CHAT, 'fail_midstream {"message": "m"}', stream=True)
    assert json.loads(reply.text.strip().splitlines()[-1][6:])["error"]["message"] == "m"
    assert play(http, CHAT, "fail_midstream", stream=False).status_code == 500


@both_wires
def test_tool_and_how_it_ends(http: httpx.Client, path: str) -> None:
    """A scripted call is made once: when its result is back, the agent ends the task."""
    marker = '[[offline:tool {"name": "Bash", "arguments": {"command": "echo hi"}}]]'
    request = body(path, marker, stream=False)
    ((name, arguments),) = outcome(http.post(path, json=request), path)["calls"]
    assert (name, json.loads(arguments)) == ("Bash", {"command": "echo hi"})
    if path == RESPONSES:
        call = {"type": "function_call", "call_id": "1", "name": name, "arguments": arguments}
        request["input"] = [
            {"role": "user", "content": marker},
            call,
            {"type": "function_call_output", "call_id": "1", "output": "hi-result"},
        ]
    else:
        call = {"role": "assistant", "tool_calls": [{"id": "1", "type": "function", "function": {"name": name, "arguments": arguments}}]}
        request["messages"] += [call, {"role": "tool", "tool_call_id": "1", "content": "hi-result"}]
    found = outcome(http.post(path, json=request), path)
    assert not found["calls"]
    assert "hi-result" in found["text"]


def test_arguments_that_are_no_json(http: httpx.Client) -> None:
    """Arguments given as a string are sent as they are."""
    found = outcome(play(http, CHAT, 'tool {"name": "Bash", "arguments": "{\\"comm"}', stream=True), CHAT)
    assert found["calls"] == [("Bash", '{"comm')]


@both_wires
def test_long(http: httpx.Client, path: str) -> None:
    """A long stream has as many pieces as asked for."""
    text = outcome(play(http, path, 'long {"chunks": 500, "delay_ms": 0}', stream=True), path)["text"]
    assert text.split()[-1] == "500"


@both_wires
def test_by_header(http: httpx.Client, path: str) -> None:
    """A scenario can be named in a header, and beats the text."""
    reply = http.post(
        path, json=body(path, "[[offline:refusal]]", stream=False), headers={"x-offline-scenario": 'text {"text": "by header"}'}
    )
    assert outcome(reply, path)["text"] == "by header"


@pytest.mark.parametrize(
    "marker", ["nosuch", "", "text {", "text {]", 'text {"nosuch": 1}', 'long {"chunks": "x"}', 'stall {"seconds": -1}', "text [1]"]
)
def test_wrong_scenarios(http: httpx.Client, marker: str) -> None:
    """An unknown or malformed scenario is refused, and the message says what is known."""
    reply = play(http, RESPONSES, marker, stream=True)
    assert reply.status_code == 400
    message = reply.json()["error"]["message"]
    assert "offline scenario" in message
    if marker == "nosuch":
        assert "parallel_tools" in message


def test_sdk_takes_every_stream(offline_url: str) -> None:
    """OpenAI's SDK accumulates the streams of all scenarios that end well."""
    with OpenAI(base_url=f"{offline_url}/v1", api_key="k", max_retries=0) as client:
        tools: Any = body(RESPONSES, "", stream=True)["tools"]
        for name in ("text", "tool", "parallel_tools", "fragmented_arguments", "reasoning", "refusal", "length", "content_filter"):
            with client.responses.stream(model="m", input=f"[[offline:{name}]]", tools=tools) as events:
                kinds = [event.type for event in events]
            assert kinds[-1] == ("response.incomplete" if name in ("length", "content_filter") else "response.completed"), name
