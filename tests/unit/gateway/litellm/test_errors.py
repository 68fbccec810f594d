# ruff: noqa: E501 (a table is read by its rows)
"""What LiteLLM makes of upstreams' errors, in our own words again; tests/contract shows it inside LiteLLM."""

import pytest
from litellm.exceptions import APIConnectionError, AuthenticationError, BadRequestError, BudgetExceededError, RateLimitError, Timeout

from gateway.litellm.errors import explained, unwrapped

OPENAI = (
    '{"error":{"message":"Incorrect API key provided: sk-ab***cd","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}'
)
NO_FALLBACK = " LiteLLM: model group 'claude-opus-5-5' failed with the error above. No fallback was attempted."
NO_FALLBACK_FOUND = (
    "\n\nLiteLLM: model group 'it's/x' failed with the error above and no fallback model group was found for it, so the request was not"
    " retried on another model. Fallbacks are configured for: claude-sonnet-5-5. Add a fallbacks entry for that model group"
)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (f"litellm.AuthenticationError: AuthenticationError: OpenAIException - {OPENAI}{NO_FALLBACK}", OPENAI),
        ("litellm.BadRequestError: litellm.ContextWindowExceededError: XaiException - too long", "too long"),
        ("litellm.RateLimitError: slow down\nReceived Model Group=x\nAvailable Model Group Fallbacks=None", "slow down"),
        ("RateLimitError: XaiException - slow down" + NO_FALLBACK_FOUND, "slow down"),
        ("slow down\n\nLiteLLM: model group 'a' failed with the error above. Fallback to b also failed: boom", "slow down"),
        ("nothing around it", "nothing around it"),
    ],
)
def test_unwrapped(message: str, said: str) -> None:
    """The names of LiteLLM's classes and its notes on the router go; what the upstream said stays."""
    assert unwrapped(message) == said


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (AuthenticationError(f"OpenAIException - {OPENAI}", "openai", "gpt-5"), 401, "set OPENAI_API_KEY to a valid one. Upstream (401): Incorrect API key"),
        (AuthenticationError("GeminiException - no key", "gemini", "gemini-3-pro"), 401, "set GEMINI_API_KEY to a valid one"),
        (RateLimitError('XaiException - {"error":"Your team has used all available credits"}', "xai", "grok-4"), 429, "no credit left"),
        (BadRequestError('DeepseekException - {"error":{"message":"Insufficient Balance"}}', "m", "deepseek"), 402, "must pay"),
        (BadRequestError("This model's maximum context length is 1000 tokens. your messages resulted in 2000 tokens", "m", "openai"), 400,
         "prompt is too long: 2000 tokens > 1000 maximum"),
        (BadRequestError("GeminiException - User location is not supported for the API use.", "m", "gemini"), 403, "does not serve this region"),
        (APIConnectionError("OpenAIException - Cannot connect to host no.test:443 ssl:default [Name or service not known]", "openai", "m"), 502,
         "The host no.test:443 is not known"),
        (APIConnectionError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", "openai", "m"), 502, "set SSL_CERT_FILE"),
        (APIConnectionError("Cannot connect to host 127.0.0.1:1 ssl:default [Connection refused]", "openai", "m"), 502, "No connection to 127.0.0.1:1"),
        (Timeout("Request timed out.", "m", "openai"), 504, "raise REQUEST_TIMEOUT"),
    ],
)  # fmt: skip
def test_explained(error: Exception, status: int, words: str) -> None:
    """Each kind gets the table's row: status, words, the provider's own key, the upstream's message."""
    told = explained(error, 100)
    assert told is not None
    assert told.status == status
    assert words in told.message
    assert "Exception - " not in told.message


def test_litellms_own_errors_stay() -> None:
    """A budget, or anything that no provider said, keeps LiteLLM's words."""
    assert explained(BudgetExceededError(current_cost=2, max_budget=1), 1) is None
    assert explained(ValueError("x"), 1) is None
