import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.records import Records
from translator.asking.routes import Routes
from translator.services import Services
from translator.serving.app import App, Door
from translator.serving.channel import Message

ROW = {
    "name": "claude-*", "model": "gpt-5.2", "wire": "responses", "forward": False, "base": "http://127.0.0.1:9/v1", "openai": True,
    "key": "offline", "headers": {}, "drop": [], "family": None, "effort": "", "max_output": None, "provider": "openai",
}  # fmt: skip
ROWS = [
    ROW,
    ROW | {"name": "plain", "model": "gpt-4.1", "wire": "chat"},
    {"name": "gemini", "model": "gemini/gemini-3-pro", "provider": "gemini", "forward": True},
    {"name": "governed", "model": "anthropic/claude-x", "provider": "anthropic", "forward": True},
]
HELLO = {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "Hello!"}]}
TOOL = {"name": "look", "description": "Look up a word.", "input_schema": {"type": "object", "properties": {"word": {"type": "string"}}}}
Ask = Callable[[object], tuple[int, dict[str, Any]]]


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """What one worker holds, with no upstream to reach."""
    return Services(
        routes=Routes(ROWS, {}, {}), records=Records(tmp_path), silence=5, max_retries=0, ca_file=None,
        litellm_url="http://127.0.0.1:9", litellm_key="", path="direct",
    )  # fmt: skip


@pytest.fixture
def ask(services: Services) -> Ask:
    """Send one body to the endpoint and return status and answer."""
    return lambda body: asyncio.run(_ask(services, body))


def _ask(services: Services, body: object) -> Coroutine[Any, Any, tuple[int, dict[str, Any]]]:
    sent: list[Message] = []
    come = asyncio.Event()

    async def receive() -> Message:
        if come.is_set():
            await asyncio.Event().wait()
        come.set()
        return {"type": "http.request", "body": body if isinstance(body, bytes) else orjson.dumps(body), "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async def work() -> tuple[int, dict[str, Any]]:
        scope = {"type": "http", "method": "POST", "path": "/v1/messages/count_tokens", "query_string": b"beta=true", "headers": []}
        await App(Door("", ""), services)(scope, receive, send)
        await services.close()
        return sent[0]["status"], orjson.loads(b"".join(message.get("body", b"") for message in sent[1:]))

    return work()


def test_the_answer_is_the_number_alone(ask: Ask) -> None:
    """A request without max_tokens, which this endpoint does not know, is counted; no upstream is asked."""
    assert ask(HELLO) == (200, {"input_tokens": 8})


@pytest.mark.parametrize("depth", [300, 600, 900])
def test_what_is_nested_deeply(ask: Ask, depth: int) -> None:
    """A call or an example that can be read and not be written again is the request's fault, told so, or counted; never ours."""
    nested = orjson.loads(b'{"a":' * depth + b"1" + b"}" * depth)
    call = {"type": "tool_use", "id": "t1", "name": "look", "input": nested}
    result = {"type": "tool_result", "tool_use_id": "t1", "content": "x"}
    history = [*HELLO["messages"], {"role": "assistant", "content": [call]}, {"role": "user", "content": [result]}]
    for request in (HELLO | {"messages": history}, HELLO | {"tools": [TOOL | {"input_examples": [nested]}]}):
        status, answer = ask(json.dumps(request).encode())
        assert status == 200 or (status == 400 and "nested too deeply" in answer["error"]["message"])


def test_system_tools_and_history_count(ask: Ask) -> None:
    """Each part that is added raises the count; what is not read by the model does not."""
    bare = ask(HELLO)[1]["input_tokens"]
    assert ask(HELLO | {"system": "Be brief."})[1]["input_tokens"] > bare
    assert ask(HELLO | {"tools": [TOOL]})[1]["input_tokens"] > bare + 20
    assert ask(HELLO | {"metadata": {"user_id": "u" * 500}, "temperature": 1, "stream": True})[1]["input_tokens"] == bare
    assert ask(HELLO | {"system": [{"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1.328"}]})[1]["input_tokens"] == bare


def test_both_wires_count_alike(ask: Ask) -> None:
    """The same words cost about the same on either wire."""
    words = [{"role": "user", "content": "The quick brown fox jumps over the lazy dog. " * 100}]
    counts = [ask({"model": model, "messages": words})[1]["input_tokens"] for model in ("claude-opus-5-5", "plain")]
    assert max(counts) - min(counts) <= 2


def test_what_litellm_answers_is_counted_here(ask: Ask) -> None:
    """LiteLLM cannot count for Google without Google's library: the nearest vocabulary counts."""
    assert ask(HELLO | {"model": "gemini"}) == (200, {"input_tokens": 9})


@pytest.mark.parametrize(
    ("body", "status", "kind", "said"),
    [
        (b"{", 400, "invalid_request_error", "not valid JSON"),
        ({"messages": []}, 400, "invalid_request_error", "model: Field required"),
        ({"model": "claude-opus-5-5"}, 400, "invalid_request_error", "messages: Field required"),
        (HELLO | {"messages": [{"role": "user", "content": [{"type": "image"}]}]}, 400, "invalid_request_error", "messages.0.content.0"),
        (HELLO | {"model": "nobody"}, 404, "not_found_error", "nobody"),
        (HELLO | {"model": "governed"}, 503, "api_error", "LiteLLM"),
    ],
)
def test_refusals_are_those_of_messages(ask: Ask, body: object, status: int, kind: str, said: str) -> None:
    """What a message is refused for, a count is too, in the same words."""
    got, answer = ask(body)
    assert (got, answer["error"]["type"]) == (status, kind)
    assert said in answer["error"]["message"]


def test_counts_leave_no_record(ask: Ask, tmp_path: Path) -> None:
    """requests.log tells of messages alone."""
    ask(HELLO)
    assert not (tmp_path / "requests.log").exists()


def test_a_learnt_factor_corrects_the_answer(ask: Ask, services: Services) -> None:
    """What upstreams reported of this model moves its counts, and no other model's."""
    long = HELLO | {"messages": [{"role": "user", "content": "The quick brown fox. " * 200}]}
    before, other = ask(long)[1]["input_tokens"], ask(long | {"model": "plain"})[1]["input_tokens"]
    for _ in range(20):
        services.corrections._models["gpt-5.2"].observe(1000, 0, 1030)
    assert ask(long)[1]["input_tokens"] == round(before * 1.03)
    assert ask(long | {"model": "plain"})[1]["input_tokens"] == other
