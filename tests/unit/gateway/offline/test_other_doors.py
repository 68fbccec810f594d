"""Azure's paths and key, and the limits in the model list."""

from __future__ import annotations

import httpx
import pytest

MESSAGES = [{"role": "user", "content": "hi"}]
KEY = {"api-key": "secret", "authorization": ""}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/openai/v1/responses", {"model": "gpt-4.1", "input": "hi"}),
        ("/openai/v1/chat/completions", {"model": "gpt-4.1", "messages": MESSAGES}),
        ("/openai/responses?api-version=2025-04-01-preview", {"model": "gpt-4.1", "input": "hi"}),
        ("/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21", {"messages": MESSAGES}),
    ],
)
@pytest.mark.parametrize("strict", ["0", "1"])
def test_azure(http: httpx.Client, path: str, body: dict[str, object], strict: str) -> None:
    """Azure's paths answer to its api-key header, for the model of the body or the deployment of the path."""
    reply = http.post(path, json=body, headers={**KEY, "x-offline-strict": strict})
    assert reply.status_code == 200, reply.text
    assert reply.json()["model"] == "gpt-4.1"
    assert "secret" not in http.get("/offline/requests").text


def test_without_any_key(http: httpx.Client) -> None:
    """Azure's paths want a key too."""
    assert http.get("/openai/v1/models", headers={"authorization": ""}).status_code == 401


def test_limits_in_the_model_list(http: httpx.Client) -> None:
    """Some models tell their limits, each in a place where some backend tells them; OpenAI's own tell none."""
    models = {model["id"]: model for model in http.get("/v1/models").json()["data"]}
    assert models["compat-small"]["max_completion_tokens"] == 4_096
    assert models["compat-large"]["max_output_tokens"] == 65_536
    assert models["openrouter/compat-nested"]["top_provider"]["max_completion_tokens"] == 8_192
    assert set(models["gpt-4.1"]) == {"id", "object", "created", "owned_by"}
