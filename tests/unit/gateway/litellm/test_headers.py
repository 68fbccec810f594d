import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace

import httpx
import pytest

from gateway.litellm.headers import App, KeptHeaders, Message, Receive, Send, keep, of_answer

TOLD = {"Retry-After": "7", "anthropic-ratelimit-requests-limit": "60", "x-request-id": "req_1", "set-cookie": "a=b"}
KEPT = {"retry-after": "7", "anthropic-ratelimit-requests-limit": "60"}
LITELLM = (b"content-type", b"application/json")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def answered(status: int, error: object, *headers: tuple[bytes, bytes]) -> dict[str, str]:
    """Return the headers of an answer of LiteLLM's, whose hook runs in a task of its own."""
    sent: list[Message] = []

    async def litellm(_scope: Message, _receive: Receive, send: Send) -> None:
        async def hook() -> None:
            keep(error)

        await asyncio.create_task(hook())
        await send({"type": "http.response.start", "status": status, "headers": [LITELLM, *headers]})
        await send({"type": "http.response.body", "body": b"{}"})

    ask(litellm, sent)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def ask(app: App, sent: list[Message], kind: str = "http") -> None:
    """Have an application serve one scope behind ours."""

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(KeptHeaders(app)({"type": kind}, receive, send))


@pytest.mark.parametrize(
    "error",
    [
        SimpleNamespace(response=httpx.Response(429, headers=TOLD)),
        SimpleNamespace(response=None, litellm_response_headers=TOLD),
        SimpleNamespace(response=httpx.Response(429), litellm_response_headers=httpx.Headers(TOLD)),
        SimpleNamespace(headers={f"llm_provider-{name}": value for name, value in TOLD.items()}),
    ],
)
def test_an_errors_headers(error: object) -> None:
    """What clients heed comes with the answer, wherever LiteLLM's error has it; nothing else of the upstream's does."""
    assert answered(429, error) == {"content-type": "application/json"} | KEPT


def test_litellms_own_word_stands() -> None:
    """Where LiteLLM says a retry-after itself, it is not said twice."""
    error = SimpleNamespace(response=httpx.Response(429, headers=TOLD))
    assert answered(429, error, (b"Retry-After", b"30")) == {"content-type": "application/json", "Retry-After": "30"} | {
        name: value for name, value in KEPT.items() if name != "retry-after"
    }


@pytest.mark.parametrize("error", [ValueError("x"), SimpleNamespace(response=None), SimpleNamespace(headers=[])])
def test_an_error_without_headers(error: object) -> None:
    """Nothing is added where nothing was told."""
    assert answered(500, error) == {"content-type": "application/json"}


def test_an_answer_after_an_error() -> None:
    """An answer that a fallback gave after all says nothing of the error before it."""
    assert answered(200, SimpleNamespace(response=httpx.Response(429, headers=TOLD))) == {"content-type": "application/json"}


def test_an_answer_of_the_inner_door() -> None:
    """Of its headers those stand in the answer that are the gateway's or of the Messages API."""
    told = {"X-OpenAI-Code-Notes": "dropped-top-k", "anthropic-ratelimit-tokens-limit": "5", "server": "x"}
    assert of_answer(told, NOW) == {"x-openai-code-notes": "dropped-top-k", "anthropic-ratelimit-tokens-limit": "5"}


def test_an_answer_of_an_upstream() -> None:
    """Its limits are told in the words of the Messages API."""
    told = {f"X-RateLimit-{name}-Requests": value for name, value in (("Limit", "60"), ("Remaining", "5"), ("Reset", "1s"))}
    assert of_answer(httpx.Headers(told), NOW) == {
        "anthropic-ratelimit-requests-limit": "60",
        "anthropic-ratelimit-requests-remaining": "5",
        "anthropic-ratelimit-requests-reset": "2026-11-20T12:00:01Z",
    }


def test_other_scopes_pass() -> None:
    """What is no request passes untouched; outside of one nothing is kept."""
    sent: list[Message] = []

    async def lifespan(_scope: Message, _receive: Receive, send: Send) -> None:
        keep(SimpleNamespace(response=httpx.Response(429, headers=TOLD)))
        await send({"type": "lifespan.startup.complete"})

    ask(lifespan, sent, "lifespan")
    assert sent == [{"type": "lifespan.startup.complete"}]
