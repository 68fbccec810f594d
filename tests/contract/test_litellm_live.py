"""What we rely on in a running LiteLLM, with the configuration that the gateway gives it."""

import contextlib
import hashlib
import re
import socket
import uuid
from typing import Any

import httpx
import pytest

from tests.contract.conftest import Lite
from tests.gateway import eventually, message

SONNET, OPUS = "claude-sonnet-4-5-20250929", "claude-opus-4-5-20251101"
THINKING = {"thinking": {"type": "enabled", "budget_tokens": 4000}}


def marked(text: str = "hello") -> tuple[str, str]:
    """Return a mark of its own and a text that holds it."""
    mark = uuid.uuid4().hex
    return mark, f"{text} {mark}"


@pytest.mark.parametrize(
    ("model", "near"), [("claude-opius-4-5-20251101", "claude-opus-4-5-20251101"), ("gpt5", "gpt-*"), ("llama3", "claude-")]
)
def test_unknown_model(lite: Lite, model: str, near: str) -> None:
    """A name that no target answers is 404 in the shape of the Messages API, with names that are configured."""
    answer = lite.post(message("hello", model))
    assert answer.status_code == 404
    error = answer.json()
    assert (error["type"], error["error"]["type"]) == ("error", "not_found_error")
    assert f"model: {model} is not configured. Closest names in config.yaml: " in error["error"]["message"]
    assert near in error["error"]["message"]


def test_unknown_model_on_the_openai_shaped_endpoint(lite: Lite) -> None:
    """There too an unknown name is 404."""
    assert lite.post({"model": "llama3", "messages": [{"role": "user", "content": "x"}]}, "/v1/chat/completions").status_code == 404


def test_key_is_wanted(lite: Lite) -> None:
    """Without the key that only nginx has, nothing is answered."""
    assert lite.post(message("hello"), authorization="Bearer sk-wrong").status_code in (400, 401, 403)


@pytest.fixture
def stranger() -> Any:  # noqa: ANN401 (a socket, closed by the with)
    """An address that no request may ever reach."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.mark.parametrize(
    "more",
    [
        {"api_base": "{}"},
        {"base_url": "{}"},
        {"api_key": "sk-clients-own"},
        {"api_base": "{}", "api_key": "sk-clients-own"},
        {
            "user_config": {
                "model_list": [{"model_name": SONNET, "litellm_params": {"model": "openai/x", "api_base": "{}", "api_key": "k"}}]
            }
        },
        {"model_list": [{"model_name": SONNET, "litellm_params": {"model": "openai/x", "api_base": "{}", "api_key": "k"}}]},
        {"fallbacks": [{"model": "openai/x", "api_base": "{}"}]},
        {"litellm_params": {"api_base": "{}"}},
        {"metadata": {"api_base": "{}"}},
        {"extra_body": {"api_base": "{}"}},
        {"extra_headers": {"authorization": "Bearer sk-clients-own"}},
        {"headers": {"authorization": "Bearer sk-clients-own"}},
        {"default_headers": {"authorization": "Bearer sk-clients-own"}},
        {"organization": "org-clients-own"},
        {"proxy": "{}", "http_client": "{}", "custom_llm_provider": "deepseek"},
    ],
    ids=lambda more: "+".join(more),
)
@pytest.mark.parametrize("path", ["/v1/messages", "/v1/chat/completions", "/v1/responses"])
def test_a_body_never_changes_the_upstream(lite: Lite, stranger: socket.socket, more: dict[str, Any], path: str) -> None:
    """An address or a key in a request is refused or ignored: nothing else is reached, with no other key."""
    port = stranger.getsockname()[1]
    filled = _filled(more, f"http://127.0.0.1:{port}/v1")
    mark, text = marked()
    body = {"model": SONNET, "input": text} if path.endswith("responses") else message(text)
    answer = lite.post({**body, **filled}, path)
    with pytest.raises(BlockingIOError):
        stranger.accept()
    reached = lite.all_upstream(mark)
    assert answer.is_success == bool(reached), answer.text
    for request in reached:
        assert "openai-organization" not in request["headers"]
        assert request["headers"]["authorization"] == f"sha256:{hashlib.sha256(b'offline').hexdigest()[:16]}"


def _filled(value: Any, url: str) -> Any:  # noqa: ANN401 (any JSON)
    if isinstance(value, dict):
        return {key: _filled(inner, url) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, url) for inner in value]
    return url if value == "{}" else value


@pytest.mark.parametrize("model", [SONNET, "claude-sonnet-5-5", "gpt-4o"])
@pytest.mark.parametrize("agent", ["claude-cli/2.1.328 (external, cli)", "curl/8"])
def test_nothing_of_reasoning_for_a_target_without_it(lite: Lite, model: str, agent: str) -> None:
    """gpt-4 targets get neither include nor reasoning, whether thinking is asked for or not: OpenAI would refuse both."""
    for more in ({}, THINKING):
        mark, text = marked()
        answer = lite.post(message(text, model, **{**more, "max_tokens": 8000}), **{"user-agent": agent})
        assert answer.is_success, answer.text
        request = lite.upstream(mark)
        assert request["path"] == "/v1/responses"
        assert not {"include", "reasoning", "reasoning_effort", "thinking"} & set(request["body"])


@pytest.mark.parametrize("model", [OPUS, "claude-fable-5-2", "claude-haiku-5-5", "gpt-5.2"])
def test_reasoning_for_a_target_that_reasons(lite: Lite, model: str) -> None:
    """A target that reasons is asked for its encrypted reasoning, and for a summary where the client wants thinking."""
    mark, text = marked()
    assert lite.post(message(text, model, **{**THINKING, "max_tokens": 8000})).is_success
    body = lite.upstream(mark)["body"]
    assert body["include"] == ["reasoning.encrypted_content"]
    assert body["reasoning"]["effort"] == "medium"
    assert body["reasoning"]["summary"]


@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_one_failure_is_not_everybodys(lite: Lite, status: int) -> None:
    """After an upstream's refusal the next request is answered: the only deployment is not put aside."""
    failed = lite.post(message(f'[[offline:error {{"status": {status}}}]]', OPUS))
    assert failed.status_code == status
    assert failed.json()["type"] == "error"
    assert lite.post(message("hello", OPUS)).status_code == 200


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (
            '"status": 401, "code": "invalid_api_key", "message": "Incorrect API key"',
            401,
            "set OPENAI_API_KEY to a valid one. Upstream (401)",
        ),
        ('"status": 400, "code": "context_length_exceeded", "message": "maximum context length"', 400, "prompt is too long: "),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_an_upstreams_error_is_explained(lite: Lite, options: str, status: int, words: str, stream: bool) -> None:
    """What our failure hook makes of an error's message and status is what the client gets, also of one that it wanted streamed."""
    failed = lite.post(message(f"[[offline:error {{{options}}}]]", OPUS, stream=stream))
    assert failed.status_code == status
    assert words in failed.json()["error"]["message"]
    assert "litellm." not in failed.text


def test_ping_before_the_first_byte(lite: Lite) -> None:
    """While the upstream is silent the client hears a ping, before the 14 s in which it says anything."""
    body = message('[[offline:slow_first_byte {"seconds": 14}]]', OPUS, stream=True)
    with (
        httpx.Client(trust_env=False, timeout=30) as client,
        client.stream("POST", f"{lite.url}/v1/messages", json=body, headers=lite.headers) as answer,
    ):
        assert answer.status_code == 200
        first = next(answer.iter_text())
    assert "ping" in first


@pytest.mark.parametrize("scenario", ['long {"chunks": 2000}', 'slow_first_byte {"seconds": 20}'])
def test_a_client_that_leaves(lite: Lite, scenario: str) -> None:
    """A client that leaves, before the first byte or in the stream, cancels the upstream and its cost."""
    mark, text = marked(f"[[offline:{scenario}]]")
    body = message(text, OPUS, stream=True)
    with (
        contextlib.suppress(httpx.ReadTimeout),
        httpx.Client(trust_env=False, timeout=httpx.Timeout(30, read=2)) as client,
        client.stream("POST", f"{lite.url}/v1/messages", json=body, headers=lite.headers) as answer,
    ):
        next(answer.iter_bytes())
    eventually(lambda: lite.upstream(mark)["outcome"] == "client_disconnected")


def test_a_users_callback_beside_config_yaml(lite: Lite) -> None:
    """A callback that stands beside config.yaml is loaded and called, though LiteLLM reads its configuration elsewhere."""
    assert lite.post(message("hello", OPUS)).is_success
    eventually(lambda: (lite.folder / "witnessed").exists())


def test_nothing_but_loopback(lite: Lite) -> None:
    """From its start on LiteLLM has connected to nothing but this machine: no price table, no reports."""
    assert lite.connects, "strace is missing: run scripts/test contract, which installs it, or install it with the system's packages."
    addresses = re.findall(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"', lite.connects.read_text())
    assert addresses
    assert {four or six for four, six in addresses} <= {"127.0.0.1", "::1"}
