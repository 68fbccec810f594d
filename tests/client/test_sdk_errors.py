"""Errors as the official anthropic SDK tells them apart: by its own exception classes."""

import anthropic
import pytest

from tests.gateway import UPSTREAM_KEY, Gateway

MODEL = "claude-sonnet-5-5"


def _client(gateway: Gateway, key: str = "dummy") -> anthropic.Anthropic:
    return anthropic.Anthropic(base_url=gateway.url, api_key=key, max_retries=0, timeout=60)


def _ask(client: anthropic.Anthropic, text: str, model: str = MODEL) -> None:
    client.messages.create(model=model, max_tokens=500, messages=[{"role": "user", "content": text}])


def _check(error: anthropic.APIStatusError, kind: str) -> str:
    """Check what every error has, and return its message."""
    assert str(error.request_id).startswith("req_")
    assert isinstance(error.body, dict)
    assert error.body["type"] == "error"
    assert error.body["error"]["type"] == kind
    assert error.body["request_id"] == error.request_id
    assert UPSTREAM_KEY not in str(error)
    return str(error.body["error"]["message"])


@pytest.mark.parametrize(
    ("status", "exception", "kind"),
    [
        (400, anthropic.BadRequestError, "invalid_request_error"),
        (429, anthropic.RateLimitError, "rate_limit_error"),
        (500, anthropic.InternalServerError, "api_error"),
    ],
)
def test_from_upstream(gateway: Gateway, status: int, exception: type[anthropic.APIStatusError], kind: str) -> None:
    """An upstream error keeps its status, and with it its class, its type and the upstream's words."""
    with _client(gateway) as client, pytest.raises(exception) as caught:
        _ask(client, f'[[offline:error {{"status":{status},"message":"Scripted: {status}."}}]] Say hello')
    assert f"Scripted: {status}." in _check(caught.value, kind)


def test_wrong_key(gateway: Gateway) -> None:
    """A wrong key, and the right one in another case, are an AuthenticationError that says what to set."""
    for key in ("wrong", "Dummy", "dummy0"):
        with _client(gateway, key) as client, pytest.raises(anthropic.AuthenticationError) as caught:
            _ask(client, "Say hello")
        assert "ANTHROPIC_API_KEY" in _check(caught.value, "authentication_error")


def test_unknown_model(gateway: Gateway) -> None:
    """An unknown model is a NotFoundError with the close names, streamed and not."""
    with _client(gateway) as client:
        with pytest.raises(anthropic.NotFoundError) as caught:
            _ask(client, "Say hello", "claude-sonet-4-5-20250929")
        assert "claude-sonnet-4-5-20250929" in _check(caught.value, "not_found_error")
        with (
            pytest.raises(anthropic.NotFoundError) as caught,
            client.messages.stream(model="claude-sonet", max_tokens=9, messages=[{"role": "user", "content": "Hi"}]),
        ):
            pass
        assert "claude-sonnet" in _check(caught.value, "not_found_error")


@pytest.mark.parametrize("scenario", ["cut", "fail_midstream"])
def test_broken_stream(gateway: Gateway, scenario: str) -> None:
    """A stream that breaks upstream ends with an error event, which the SDK raises; it does not pass for a whole answer."""
    # With pauses, so that the stream has begun: a failure before the first byte is an error status instead.
    prompt = f'[[offline:{scenario} {{"delay_ms":50}}]] Say hello'
    with (
        _client(gateway) as client,
        client.messages.stream(model=MODEL, max_tokens=500, messages=[{"role": "user", "content": prompt}]) as stream,
        pytest.raises(anthropic.APIStatusError) as caught,
    ):
        stream.get_final_message()
    assert isinstance(caught.value.body, dict)
    assert caught.value.body["error"]["type"] == "api_error"
    assert str(caught.value.request_id).startswith("req_")
