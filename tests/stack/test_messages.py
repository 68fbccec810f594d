"""Messages through nginx and LiteLLM: the model map, streaming, cancellation."""

import time

import httpx
import pytest

from tests.gateway import KEY, Gateway, eventually, message
from tests.stack.test_translator_leaving import connected
from tests.stack.translating import record_of

MAP = {
    "claude-sonnet-4-5-20250929": "gpt-4.1-2025-04-14",
    "claude-opus-4-5-20251101": "gpt-5.2-2025-12-11",
    "claude-haiku-4-5-20251001": "gpt-5-2025-08-07",
    "claude-opus-5-5": "gpt-5.2-2025-12-11",
    "claude-sonnet-5-5": "gpt-4.1-2025-04-14",
    "claude-haiku-5-5": "gpt-5-2025-08-07",
    "claude-fable-5-2": "gpt-5.2-2025-12-11",
    "gpt-5.2": "gpt-5.2",
}


@pytest.mark.parametrize(("asked", "target"), MAP.items())
def test_each_name_is_answered_by_its_target(gateway: Gateway, asked: str, target: str) -> None:
    """The dated names of the seed, today's client's names and OpenAI's own reach the right model, and the answer keeps the name asked."""
    answer = gateway.post(message("hi", model=asked))
    assert answer.status_code == 200, answer.text
    assert answer.json()["model"] == asked
    assert gateway.upstream_requests()[-1]["body"]["model"] == target


@pytest.mark.parametrize(
    ("asked", "near"), [("claude-sonet-4-5", "claude-sonnet-4-5-20250929"), ("Claude-Opos-4-5", "claude-opus-4-5-20251101")]
)
def test_an_unknown_name_is_404_with_the_closest_ones(gateway: Gateway, asked: str, near: str) -> None:
    """A misspelt name is not_found_error and names what it may have meant."""
    answer = gateway.post(message("hi", model=asked))
    assert answer.status_code == 404
    assert answer.json()["error"]["type"] == "not_found_error"
    assert near in answer.json()["error"]["message"]


@pytest.mark.parametrize("through", ["gateway", "through_litellm"])
def test_a_name_that_is_too_long(through: str, request: pytest.FixtureRequest) -> None:
    """A megabyte in a name's place is a 400 in the API's words, and is neither told nor recorded whole."""
    gateway: Gateway = request.getfixturevalue(through)
    answer = gateway.post(message("hi", model="claude-opus-" + "x" * 1_000_000))
    assert answer.status_code == 400
    assert answer.json()["error"] == {"type": "invalid_request_error", "message": "model: String should have at most 256 characters"}
    record = record_of(gateway, answer.headers["request-id"])
    assert record["model"] == "claude-opus-" + "x" * 244 + "…"


def test_every_answer_has_a_request_id(gateway: Gateway) -> None:
    """request-id stands on answers as on errors, is new each time, and is in the process log's line of the request."""
    ids = [gateway.post(message("hi", model=model)).headers["request-id"] for model in ("claude-opus-5-5", "claude-opus-5-5", "nothing")]
    assert len(set(ids)) == 3
    assert eventually(lambda: all(one in gateway.process_log() for one in ids))


def test_a_stream_passes_as_it_comes(gateway: Gateway) -> None:
    """The first words arrive while the upstream still writes."""
    body = message('[[offline:text {"text": "one two three four", "chunks": 4, "delay_ms": 700}]]', stream=True)
    times = []
    with httpx.stream("POST", f"{gateway.url}/v1/messages", json=body, headers=KEY, timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        times = [time.monotonic() for line in answer.iter_lines() if '"text_delta"' in line]
    assert times[-1] - times[0] > 0.7


def test_a_client_that_leaves_cancels_the_upstream(gateway: Gateway) -> None:
    """Closing the connection in mid-stream ends the upstream call too."""
    body = message('[[offline:long {"chunks": 400, "delay_ms": 100}]] leave me', stream=True)
    with httpx.stream("POST", f"{gateway.url}/v1/messages", json=body, headers=KEY, timeout=30) as answer:
        next(line for line in answer.iter_lines() if '"text_delta"' in line)
    assert eventually(lambda: left(gateway, "leave me") == "client_disconnected", 20)


def test_a_client_that_leaves_before_the_first_byte_cancels_the_upstream(gateway: Gateway) -> None:
    """The same while the model still thinks."""
    connection = connected(gateway, '[[offline:slow_first_byte {"seconds": 30}]] leave early')
    eventually(lambda: left(gateway, "leave early"))
    connection.close()
    assert eventually(lambda: left(gateway, "leave early") == "client_disconnected", 20)


def left(gateway: Gateway, text: str) -> str:
    """Return how the upstream request that holds this text ended."""
    return next((str(one["outcome"]) for one in reversed(gateway.upstream_requests()) if text in str(one["body"])), "")


def test_a_silent_upstream_does_not_leave_the_client_in_silence(gateway: Gateway) -> None:
    """A ping comes before the upstream's first byte."""
    body = message('[[offline:slow_first_byte {"seconds": 14}]]', stream=True)
    with httpx.stream("POST", f"{gateway.url}/v1/messages", json=body, headers=KEY, timeout=13) as answer:
        lines = list(answer.iter_lines())
    assert any("ping" in line for line in lines)
    assert any('"message_stop"' in line for line in lines)


def test_curls_own_content_type_is_read_as_json(gateway: Gateway) -> None:
    """curl -d without a header works: these endpoints take nothing but JSON."""
    content = b'{"model":"claude-opus-5-5","max_tokens":50,"messages":[{"role":"user","content":"hi"}]}'
    headers = {**KEY, "content-type": "application/x-www-form-urlencoded"}
    assert httpx.post(f"{gateway.url}/v1/messages", content=content, headers=headers, timeout=30).status_code == 200


def test_the_openai_shaped_endpoints_answer_too(gateway: Gateway) -> None:
    """Chat completions, responses, completions and embeddings go to LiteLLM."""
    bodies = {
        "chat/completions": {"model": "gpt-4.1", "messages": [{"role": "user", "content": "hi"}]},
        "responses": {"model": "gpt-4.1", "input": "hi"},
        "embeddings": {"model": "text-embedding-3-small", "input": "hi"},
    }
    for endpoint, body in bodies.items():
        answer = httpx.post(f"{gateway.url}/v1/{endpoint}", json=body, headers=KEY, timeout=30)
        assert answer.status_code == 200, f"{endpoint}: {answer.text}"
