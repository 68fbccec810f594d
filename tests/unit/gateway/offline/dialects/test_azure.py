"""Azure OpenAI as OpenAI's own SDK asks it, and what it refuses."""

from __future__ import annotations

from typing import Any

import httpx
import openai
import pytest

MESSAGES: list[Any] = [{"role": "user", "content": "hi"}]


def azure(http: httpx.Client, **more: Any) -> openai.AzureOpenAI:  # noqa: ANN401 (options of the SDK)
    """OpenAI's client for Azure."""
    return openai.AzureOpenAI(azure_endpoint=str(http.base_url), api_key="k", api_version="2024-10-21", max_retries=0, **more)


def test_the_sdk_reads_both_forms(http: httpx.Client) -> None:
    """Whole and streamed, the deployment of the path answers, and a chunk without a choice comes first."""
    with azure(http) as client:
        whole = client.chat.completions.create(model="gpt-4.1", messages=MESSAGES)
        chunks = list(client.chat.completions.create(model="gpt-4.1", messages=MESSAGES, stream=True))
    assert whole.model == "gpt-4.1"
    assert chunks[0].choices == []
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks[1:]) == whole.choices[0].message.content
    assert http.get("/offline/requests").json()[-1]["path"] == "/openai/deployments/gpt-4.1/chat/completions"


def test_the_v1_api(http: httpx.Client) -> None:
    """Without a dated version the model stands in the body, and the Responses API is there."""
    with openai.OpenAI(base_url=f"{http.base_url}/openai/v1", api_key="k", max_retries=0) as client:
        assert client.responses.create(model="gpt-5.2", input="hi").model == "gpt-5.2"


@pytest.mark.parametrize(
    ("path", "headers", "status", "said"),
    [
        ("/openai/deployments/d/chat/completions", {"api-key": "k"}, 404, "Resource not found"),
        ("/openai/deployments/d/chat/completions?api-version=2024-10-21", {"authorization": "Bearer k"}, 401, "Access denied"),
        ("/openai/deployments/d/chat/completions?api-version=2024-10-21", {}, 401, "Access denied"),
        ("/openai/v1/chat/completions?api-version=2024-10-21", {"api-key": "k"}, 400, "API version not supported"),
        ("/v1/chat/completions", {"api-key": "k"}, 401, "API key"),
    ],
)
def test_what_is_refused(http: httpx.Client, path: str, headers: dict[str, str], status: int, said: str) -> None:
    """The wrong header, a missing or misplaced version are refused, and OpenAI's own address takes no api-key."""
    answer = http.post(path, json={"model": "d", "messages": MESSAGES}, headers={"authorization": "", **headers})
    assert (answer.status_code, said in answer.json()["error"]["message"]) == (status, True), answer.text
