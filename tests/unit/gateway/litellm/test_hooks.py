"""The callback that knows the configured names; tests/contract shows it inside LiteLLM."""

import asyncio
import sys
from types import ModuleType, SimpleNamespace

import pytest
from fastapi import HTTPException
from litellm.anthropic_interface.exceptions import AnthropicExceptionMapping
from litellm.exceptions import APIError

from gateway.litellm.hooks import KnownNames, own_words

NAMES = ["claude-opus-4-5-20251101", "*sonnet*", "gpt-*"]


def ask(model: object) -> None:
    """Have the hook look at a request for this model."""
    asyncio.run(KnownNames(NAMES, "warm-up-1").async_pre_call_hook(None, None, {"model": model}, "anthropic_messages"))


@pytest.mark.parametrize("model", ["claude-opus-4-5-20251101", "claude-sonnet-9", "gpt-5", "warm-up-1", None, 5])
def test_passes(model: object) -> None:
    """Configured names, the warm-up's and what is no name at all are left to LiteLLM."""
    ask(model)


def test_a_name_that_is_too_long() -> None:
    """Is refused, whatever pattern it would be found by."""
    ask("gpt-" + "x" * 252)
    with pytest.raises(HTTPException) as refused:
        ask("gpt-" + "x" * 253)
    assert (refused.value.status_code, refused.value.detail) == (400, "model: String should have at most 256 characters")


def test_close_names() -> None:
    """An unknown name is 404 with the closest one."""
    with pytest.raises(HTTPException) as refused:
        ask("claude-opus-4-5-20251110")
    assert refused.value.status_code == 404
    assert refused.value.detail == (
        "model: claude-opus-4-5-20251110 is not configured. Closest names in config.yaml: claude-opus-4-5-20251101."
    )


def test_nothing_close() -> None:
    """A name that is close to none is told what there is, and a long one is cut."""
    with pytest.raises(HTTPException) as refused:
        ask("0" * 200)
    assert refused.value.detail == f"model: {'0' * 100} is not configured. Closest names in config.yaml: {NAMES[0]}, {NAMES[2]}."


@pytest.mark.parametrize("field", ["api_key", "extra_headers", "headers", "organization"])
def test_credentials_in_a_request(field: str) -> None:
    """Keys and headers for the upstream come from config.yaml alone: in a request they are refused, and not shown."""
    with pytest.raises(HTTPException) as refused:
        asyncio.run(KnownNames(NAMES).async_pre_call_hook(None, None, {"model": "gpt-5", field: "marker"}, "acompletion"))
    assert refused.value.status_code == 400
    assert refused.value.detail == f"{field}: not taken from a request; the gateway's config.yaml says it for each target."


@pytest.mark.parametrize(
    ("setting", "field"), [("forward_client_headers_to_llm_api", "headers"), ("forward_openai_org_id", "organization")]
)
def test_forwarding_that_config_yaml_wants(monkeypatch: pytest.MonkeyPatch, setting: str, field: str) -> None:
    """What config.yaml has LiteLLM itself fill in is not taken for the client's."""
    proxy = ModuleType("proxy_server")
    proxy.__dict__["general_settings"] = {setting: True}
    monkeypatch.setitem(sys.modules, "litellm.proxy.proxy_server", proxy)
    hook = KnownNames(NAMES).async_pre_call_hook
    asyncio.run(hook(None, None, {"model": "gpt-5", field: "x"}, "acompletion"))
    with pytest.raises(HTTPException):
        asyncio.run(hook(None, None, {"model": "gpt-5", "extra_headers": {}}, "acompletion"))


@pytest.mark.parametrize(
    ("provider", "written", "meant"),
    [
        ("custom_openai", "set CUSTOM_OPENAI_API_KEY, or look at CUSTOM_OPENAI_BASE_URL", "set OPENAI_API_KEY, or look at OPENAI_BASE_URL"),
        ("deepseek", "set DEEPSEEK_API_KEY, or look at DEEPSEEK_BASE_URL", "set DEEPSEEK_API_KEY, or look at OPENAI_BASE_URL"),
        ("openai", "set OPENAI_BASE_URL", "set OPENAI_BASE_URL"),
        ("", "set OPENAI_BASE_URL", "set OPENAI_BASE_URL"),
    ],
)
def test_own_words(provider: str, written: str, meant: str) -> None:
    """LiteLLM writes the provider's name where it reads OPENAI; the client is told of settings that exist."""
    body = f'OpenAIException - {{"type":"error","error":{{"type":"api_error","message":"{written}"}}}} and more'
    assert own_words(APIError(500, body, provider, "m")) == (500, "api_error", meant)
    assert own_words(APIError(500, "no such thing", provider, "m")) is None


@pytest.mark.parametrize(
    "message", ["OpenAIException - Insufficient credits", '{"type":"error","error":{"type":"billing_error","message":"Pay"}}']
)
def test_a_kind_that_litellm_does_not_know(message: str) -> None:
    """No credit left is a billing_error on the Messages API, whoever said so; elsewhere the message stays words."""
    for route in ("/v1/messages", "/v1/chat/completions"):
        error = APIError(402, message, "custom_openai", "m")
        asyncio.run(KnownNames(NAMES).async_post_call_failure_hook({}, error, SimpleNamespace(request_route=route)))
        told = AnthropicExceptionMapping.transform_to_anthropic_error(error.status_code, error.message)["error"]
        assert error.status_code == 402
        assert "type" not in told["message"]
        assert told["type"] == ("billing_error" if route == "/v1/messages" else "api_error")


@pytest.mark.parametrize(
    ("route", "response", "heard", "told"),
    [
        ("/v1/messages", {}, {"anthropic-ratelimit-tokens-limit": "5", "server": "x"}, {"anthropic-ratelimit-tokens-limit": "5"}),
        ("/v1/messages", {}, None, None),
        ("/v1/messages", None, {"anthropic-ratelimit-tokens-limit": "5"}, None),
        ("/v1/chat/completions", {}, {"anthropic-ratelimit-tokens-limit": "5"}, None),
    ],
    ids=["an answer", "of a cache", "an error", "of another API"],
)
def test_an_answers_headers(route: str, response: object, heard: dict[str, str] | None, told: dict[str, str] | None) -> None:
    """What its upstream told stands in an answer of the Messages API; errors have their own way, other APIs their own words."""
    data = {"litellm_logging_obj": SimpleNamespace(model_call_details={"response_headers": heard})}
    key = SimpleNamespace(request_route=route)
    assert asyncio.run(KnownNames(NAMES).async_post_call_response_headers_hook(data, key, response)) == told
    assert asyncio.run(KnownNames(NAMES).async_post_call_response_headers_hook({}, key, response)) is None
