"""Every cell of docs/providers.md, tried on a gateway that has nothing but the provider's block."""

import httpx
import pytest

from gateway.upstreams.provider import Provider
from gateway.upstreams.providers import ANTHROPIC, COMPATIBLE, GEMINI, PROVIDERS, VERTEX
from tests.internet import Internet
from tests.providers.asking import Provided
from tests.providers.blocks import slug
from tests.providers.features import FEATURES
from tests.providers.table import BY_NAME, NAMES

# Where it is not what gateway/upstreams/providers.py calls it.
KEY_HEADER = {one.name: "authorization" for one in PROVIDERS if one.auth == "bearer"} | {
    GEMINI.name: "x-goog-api-key",
    VERTEX.name: "authorization",
}


@pytest.mark.parametrize("feature", NAMES)
def test_cell(provider: Provider, provided: Provided, feature: str) -> None:
    """The feature comes to what the table says."""
    assert FEATURES[feature](provided) == BY_NAME[provider.name].verdict(feature).kind


def test_the_providers_own_host_was_asked(provider: Provider, provided: Provided, world: Internet) -> None:
    """The request went to the address that the block means, with its key in the header that the provider wants, and no other key."""
    provided.ask("Hello.")
    row = provided.reached()[-1]
    shown = {name for name, value in row["headers"].items() if value.startswith("sha256:")}
    if provider.base.startswith("http:") or provider is COMPATIBLE:
        assert row["headers"]["host"].startswith("localhost:")
        return
    assert shown == {KEY_HEADER.get(provider.name, provider.auth)}
    named = [line.partition("=")[2] for line in provider.example] + [provider.base]
    if any(url.startswith("https://") for url in named):
        assert any(f"//{row['headers']['host']}" in url for url in named)
    assert f"{row['headers']['host']}:443" in world.asked


@pytest.mark.parametrize("provider", [ANTHROPIC], ids=slug, indirect=True)
def test_anthropic_gets_what_came(provided: Provided) -> None:
    """Betas, a field that only they allow and the client's own headers reach Anthropic; its errors come back in its words."""
    body = {
        "model": "claude-opus-5-5",
        "max_tokens": 10,
        "context_management": {"edits": []},
        "messages": [{"role": "user", "content": "hi"}],
    }
    headers = {"x-api-key": "dummy", "anthropic-version": "2023-06-01", "x-stainless-lang": "js"}
    url = f"{provided.gateway.url}/v1/messages?beta=true"
    refused = httpx.post(url, json=body, headers=headers)
    assert (refused.status_code, refused.json()["error"]["message"]) == (400, "context_management: Extra inputs are not permitted")
    beta = {"anthropic-beta": "context-management-2025-06-27,later-2027-01-01"}
    assert httpx.post(url, json=body, headers=headers | beta).status_code == 200
    row = provided.reached()[-1]
    assert row["body"] == body
    assert row["headers"]["anthropic-beta"] == beta["anthropic-beta"]
    assert row["headers"]["x-stainless-lang"] == "js"
    assert provided.gateway.records()[-1]["wire"] == "anthropic"
