"""What the gateway tells of itself through the edge: health, models in two shapes, the test of the connection."""

import anthropic
import httpx
import pytest

from tests.gateway import KEY, UPSTREAM_KEY, Gateway, eventually
from tests.stack.translating import record_of

BEARER = {"authorization": "Bearer dummy"}


def test_models_for_anthropics_clients(gateway: Gateway) -> None:
    """The official client lists, pages and retrieves, with the ids that Claude Code uses and names for people."""
    client = anthropic.Anthropic(base_url=gateway.url, api_key="dummy")
    models = {one.id: one for one in client.models.list(limit=2)}
    assert {"claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-4-5-20251101"} <= set(models)
    assert models["claude-opus-5-5"].display_name.startswith("Claude Opus 5.5")
    assert client.models.retrieve("claude-opus-4-1-20250805").max_input_tokens
    with pytest.raises(anthropic.NotFoundError, match="not configured"):
        client.models.retrieve("no-such-model")


@pytest.mark.parametrize("headers", [KEY, {**BEARER, "user-agent": "claude-code/2.1.328"}, {**BEARER, "anthropic-version": "2023-06-01"}])
def test_claude_codes_discovery(gateway: Gateway, headers: dict[str, str]) -> None:
    """With either credential header, and no redirect, it finds claude- ids and their names."""
    answer = httpx.get(f"{gateway.url}/v1/models?limit=1000", headers=headers, follow_redirects=False, timeout=30)
    assert answer.status_code == 200
    found = [one for one in answer.json()["data"] if one["id"].startswith("claude")]
    assert len(found) >= 4
    assert all(one["display_name"] for one in found)
    assert answer.json()["has_more"] is False


def test_models_for_openais_clients(gateway: Gateway) -> None:
    """A bearer token without anthropic-version gets OpenAI's list, and OpenAI's kind of error."""
    listed = httpx.get(f"{gateway.url}/v1/models", headers=BEARER, timeout=30).json()
    assert listed["object"] == "list"
    assert {one["object"] for one in listed["data"]} == {"model"}
    assert httpx.get(f"{gateway.url}/v1/models/gpt-4.1", headers=BEARER, timeout=30).json()["id"] == "gpt-4.1"
    unknown = httpx.get(f"{gateway.url}/v1/models/no-such-model", headers=BEARER, timeout=30)
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "model_not_found")


@pytest.mark.parametrize("path", ["/v1/models", "/v1/models/claude-opus-5-5", "/test-connection"])
def test_the_key_is_needed(gateway: Gateway, path: str) -> None:
    """Without the client's key nothing is told."""
    assert httpx.get(gateway.url + path, timeout=30).status_code == 401
    assert httpx.get(gateway.url + path, headers={"x-api-key": "Dummy"}, timeout=30).status_code == 401


def test_health_for_those_with_the_key(gateway: Gateway) -> None:
    """What start-up chose and how each service is; to others only up or not."""
    told = httpx.get(f"{gateway.url}/health", headers=KEY, timeout=30).json()
    assert (told["status"], told["path"], told["client_check"], told["offline"]) == ("ok", "direct", "default key", True)
    assert set(told["services"]) == {"translator", "litellm", "interceptor", "offline"}
    assert told["reason"]
    assert told["time"]
    assert told["version"]
    assert httpx.get(f"{gateway.url}/health", timeout=30).json() == {"status": "ok"}


def test_info(gateway: Gateway) -> None:
    """The first page tells models, endpoints and settings, without a secret."""
    answer = httpx.get(gateway.url, timeout=30)
    told = answer.json()
    assert told["settings"]["PORT"] == str(gateway.port)
    assert told["models"]["*opus*"]
    assert told["endpoints"]["test_connection"] == "GET /test-connection"
    assert UPSTREAM_KEY not in answer.text


def test_the_connection(gateway: Gateway) -> None:
    """Each target is asked once, the way that a client's message goes: a record stands for each."""
    answer = httpx.get(f"{gateway.url}/test-connection", headers=KEY, timeout=60)
    told = answer.json()
    assert (answer.status_code, told["status"]) == (200, "success"), answer.text
    assert len(told["models"]) == len({one["target"] for one in told["models"]}) >= 3
    for one in told["models"]:
        assert one["response_id"].startswith("msg_")
        assert record_of(gateway, one["request_id"])["status"] == 200


def test_a_connection_that_fails(odd_gateway: Gateway) -> None:
    """503 with each target's own trouble and what to do; what answers is told too."""
    answer = httpx.get(f"{odd_gateway.url}/test-connection", headers=KEY, timeout=60)
    told = answer.json()
    assert (answer.status_code, told["type"], told["status"]) == (503, "error", "failed"), answer.text
    by_name = {name: one for one in told["models"] for name in one["names"]}
    assert by_name["closed"]["cause"] == "unreachable host"
    assert by_name["nowhere"]["cause"] == "unknown host"
    assert by_name["strange"]["cause"] == "bad certificate"
    assert all(one["suggestions"] for one in told["models"] if not one["ok"])
    assert UPSTREAM_KEY not in answer.text
    assert eventually(lambda: httpx.get(f"{odd_gateway.url}/health", timeout=30).status_code == 200)
