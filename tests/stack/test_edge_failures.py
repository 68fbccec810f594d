"""What the edge says for a service that is dead, slow or left out."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from xmlrpc.client import ServerProxy

import anthropic
import httpx
import psutil
import pytest
from supervisor.xmlrpc import SupervisorTransport

from tests.gateway import KEY, Gateway, message, new_gateway, running


@pytest.fixture(scope="module")
def ailing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway whose services the tests take away, and which has no LiteLLM."""
    with running(tmp_path_factory.mktemp("ailing"), "--offline", LITELLM="off") as started:
        yield started


@contextmanager
def without(gateway: Gateway, name: str) -> Iterator[None]:
    """Stop one program for a while, without supervisord bringing it back."""
    transport = SupervisorTransport(None, None, f"unix://{gateway.folder}/supervisor.sock")
    supervisor = ServerProxy("http://127.0.0.1", transport=transport).supervisor
    supervisor.stopProcess(name)
    try:
        yield
    finally:
        supervisor.startProcess(name)


def error(answer: httpx.Response, status: int, kind: str) -> str:
    """Check that an answer is an error of the Messages API's shape; returns its message."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert (body["type"], body["error"]["type"]) == ("error", kind)
    assert answer.headers["request-id"] == body["request_id"]
    assert answer.headers["content-type"].startswith("application/json")
    return str(body["error"]["message"])


@pytest.mark.parametrize(
    ("name", "method", "path"), [("translator", "POST", "/v1/messages"), ("interceptor", "POST", "/api/event_logging/batch")]
)
def test_a_dead_service_is_502_and_says_when_to_come_again(ailing: Gateway, name: str, method: str, path: str) -> None:
    """Nobody listens behind the edge: 502 api_error with retry-after, which Claude Code honours."""
    with without(ailing, name):
        answer = httpx.request(method, ailing.url + path, json=message("hi"), headers=KEY, timeout=30)
    assert "openai-code status" in error(answer, 502, "api_error")
    assert answer.headers["retry-after"] == "2"


def test_a_service_that_hangs_is_504(ailing: Gateway) -> None:
    """A service that takes a request and never answers: 504 timeout_error that names it, and it works again afterwards."""
    master = psutil.Process(ailing.pid("interceptor"))
    processes = [master, *master.children()]
    for process in processes:
        process.suspend()
    try:
        answer = httpx.get(f"{ailing.url}/health", timeout=30)
        assert ailing.post(message("hi")).status_code == 200
    finally:
        for process in processes:
            process.resume()
    assert "interceptor" in error(answer, 504, "timeout_error")
    assert httpx.get(f"{ailing.url}/health", timeout=30).status_code == 200


def test_a_client_gets_its_answer_though_the_translator_is_killed(ailing: Gateway) -> None:
    """A request while the translator starts again is retried by the official client, and answered."""
    killed = ailing.pid("translator")
    os.kill(killed, signal.SIGKILL)
    client = anthropic.Anthropic(base_url=ailing.url, api_key="dummy", max_retries=10)
    answer = client.messages.create(model="claude-sonnet-5-5", max_tokens=20, messages=[{"role": "user", "content": "hi"}])
    assert answer.content
    assert ailing.pid("translator") != killed


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/completions"), ("POST", "/v1/embeddings"), ("POST", "/v1/chat/completions")])
def test_what_litellm_off_leaves_out_is_503(ailing: Gateway, method: str, path: str) -> None:
    """An endpoint of LiteLLM's names the setting that leaves it out, to those who have the key."""
    assert "LITELLM=on" in error(httpx.request(method, ailing.url + path, headers=KEY, timeout=30), 503, "api_error")
    error(httpx.request(method, ailing.url + path, timeout=30), 401, "authentication_error")


def test_litellm_off_starts_though_its_port_is_taken(ailing: Gateway, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Without LiteLLM nobody asks for its port."""
    gateway = new_gateway(tmp_path_factory.mktemp("taken"), LITELLM="off", LITELLM_PORT=str(ailing.port))
    assert gateway.run("check", OFFLINE="1").returncode == 0
