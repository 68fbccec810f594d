# ruff: noqa: E501 (bodies stand as they were published)
"""Each failure has its row, by the bodies that providers really send."""

import json

import pytest

from gateway.errors.error_table import OTHER_FAILURE, OTHER_REFUSAL, OWN, RULES, WAYS
from gateway.errors.explanation import all_of, error_of, plain, recognise, row_of, sentence

PUBLISHED: list[tuple[str, int, str, str]] = [
    # OpenAI
    ("region", 403, '{"error":{"code":"unsupported_country_region_territory","message":"Country, region, or territory not supported","param":null,"type":"request_forbidden"}}', "OpenAI"),
    ("region", 403, '{"code":"unsupported_country_region_territory","message":"Country, region, or territory not supported","param":null,"type":"request_forbidden"}', "OpenAI, bare"),
    ("bad key", 401, '{"error":{"message":"Incorrect API key provided: sk-ab***cd. You can find your API key at https://platform.openai.com/account/api-keys.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}', "OpenAI"),
    ("rate limit", 429, '{"error":{"message":"Rate limit reached for gpt-5 in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 2s.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}', "OpenAI"),
    ("quota", 429, '{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}', "OpenAI"),
    ("billing", 429, '{"error":{"message":"Your account is not active, please check your billing details on our website.","type":"billing_not_active","param":null,"code":"billing_not_active"}}', "OpenAI"),
    ("unknown model", 404, '{"error":{"message":"The model `gpt-9` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}', "OpenAI"),
    ("context overflow", 400, '{"error":{"message":"Your input exceeds the context window of this model. Please adjust your input and try again.","type":"invalid_request_error","param":"input","code":"context_length_exceeded"}}', "OpenAI"),
    ("content filter", 400, '{"error":{"message":"Invalid prompt: your prompt was flagged as potentially violating our usage policy.","type":"invalid_request_error","param":null,"code":"content_policy_violation"}}', "OpenAI"),
    ("parameter", 400, '{"error":{"message":"Unsupported parameter: \'top_p\' is not supported with this model.","type":"invalid_request_error","param":"top_p","code":"unsupported_parameter"}}', "OpenAI"),
    ("parameter", 400, '{"error":{"message":"max_tokens is too large: 32000. This model supports at most 16384 completion tokens, whereas you provided 32000.","type":"invalid_request_error","param":"max_tokens","code":"invalid_value"}}', "OpenAI"),
    # Azure
    ("bad key", 401, '{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource."}}', "Azure"),
    ("bad key", 401, '{"statusCode":401,"message":"Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired."}', "Azure, token"),
    ("unknown model", 404, '{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again."}}', "Azure"),
    ("content filter", 400, '{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI\'s content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}', "Azure"),
    ("rate limit", 429, '{"error":{"code":"429","message":"Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 7 seconds."}}', "Azure"),
    # OpenRouter
    ("bad key", 401, '{"error":{"message":"No auth credentials found","code":401}}', "OpenRouter"),
    ("billing", 402, '{"error":{"message":"This request requires more credits, or fewer max_tokens. You requested up to 32000 tokens, but can only afford 1234.","code":402}}', "OpenRouter"),
    ("unknown model", 400, '{"error":{"message":"openai/gpt-9 is not a valid model ID","code":400},"user_id":"user_x"}', "OpenRouter"),
    ("unknown model", 404, '{"error":{"message":"No endpoints found for openai/gpt-9.","code":404}}', "OpenRouter"),
    ("content filter", 403, '{"error":{"message":"openai/gpt-5 requires moderation on OpenAI. Your input was flagged for \\"violence\\". No credits were charged.","code":403,"metadata":{"reasons":["violence"],"flagged_input":"..."}}}', "OpenRouter"),
    ("region", 403, '{"error":{"message":"Provider returned error","code":403,"metadata":{"raw":{"__kind":"OK","data":"{\\"error\\":{\\"code\\":\\"unsupported_country_region_territory\\",\\"message\\":\\"Country, region, or territory not supported\\"}}"},"provider_name":"OpenAI"}}}', "OpenRouter, OpenAI behind it"),
    ("rate limit", 429, '{"error":{"message":"Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day","code":429}}', "OpenRouter"),
    ("context overflow", 400, '{"error":{"message":"This endpoint\'s maximum context length is 131072 tokens. However, you requested about 140000 tokens (139000 of text input, 1000 in the output).","code":400}}', "OpenRouter"),
    ("time-out", 408, '{"error":{"message":"Your request timed out","code":408}}', "OpenRouter"),
    ("unavailable", 502, '{"error":{"message":"Provider returned error","code":502}}', "OpenRouter"),
    # xAI
    ("bad key", 400, '{"code":"Client specified an invalid argument","error":"Incorrect API key provided: na***ys. You can obtain an API key from https://console.x.ai."}', "xAI"),
    ("billing", 403, '{"code":"The caller does not have permission to execute the specified operation","error":"Your newly created teams doesn\'t have any credits yet. You can purchase credits on https://console.x.ai/team/0000."}', "xAI"),
    ("quota", 429, '{"code":"Some resource has been exhausted","error":"Your team 0000 has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit."}', "xAI"),
    ("unknown model", 404, '{"code":"Some requested entity was not found","error":"The model grok-9 does not exist or your team 0000 does not have access to it. Please ensure you\'re using the correct API key."}', "xAI"),
    ("context overflow", 400, '{"code":"Client specified an invalid argument","error":"This model\'s maximum prompt length is 131072 but the request contains 200000 tokens."}', "xAI"),
    # DeepSeek
    ("bad key", 401, '{"error":{"message":"Authentication Fails, Your api key: ****abcd is invalid","type":"authentication_error","param":null,"code":"invalid_request_error"}}', "DeepSeek"),
    ("billing", 402, '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}', "DeepSeek"),
    ("billing", 400, '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}', "DeepSeek, through LiteLLM"),
    ("unknown model", 400, '{"error":{"message":"Model Not Exist","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}', "DeepSeek"),
    ("content filter", 400, '{"error":{"message":"Content Exists Risk","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}', "DeepSeek"),
    ("context overflow", 400, '{"error":{"message":"This model\'s maximum context length is 65536 tokens. However, you requested 70000 tokens (66000 in the messages, 4000 in the completion). Please reduce the length of the messages or completion.","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}', "DeepSeek"),
    # Google, Ollama
    ("bad key", 400, '[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]', "Google"),
    ("region", 400, '{"error":{"code":400,"message":"User location is not supported for the API use.","status":"FAILED_PRECONDITION"}}', "Google"),
    ("unknown model", 404, '{"error":{"message":"model \\"llama9\\" not found, try pulling it first","type":"api_error","param":null,"code":null}}', "Ollama"),
    ("unverified organisation", 400, '{"error":{"message":"Your organization must be verified to stream this model. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization.","type":"invalid_request_error","param":"stream","code":"unsupported_value"}}', "OpenAI"),
    ("unverified organisation", 404, '{"error":{"message":"Your organization must be verified to use the model `gpt-5`.","type":"invalid_request_error","param":null,"code":"model_not_found"}}', "OpenAI"),
    ("unknown model", 400, '{"error":{"message":"The model `x` has been decommissioned and is no longer supported.","type":"invalid_request_error","code":"model_decommissioned"}}', "Groq"),
    ("unknown model", 404, '{"error":{"message":"Unable to access model x. Please visit https://api.together.ai/models to view the list of supported models.","type":"invalid_request_error","code":"model_not_available"}}', "Together"),
    ("unknown model", 404, '{"error":{"message":"Not found the model x or Permission denied","type":"resource_not_found_error"}}', "Moonshot"),
    ("unknown model", 400, '{"error":"No models loaded. Please load a model in the developer page"}', "LM Studio"),
    ("unknown model", 404, '{"error":{"message":"No allowed providers are available for the selected model.","code":404}}', "OpenRouter"),
    ("unknown model", 404, 'event: error\ndata: {"error":{"message":"The model `x` does not exist","code":"model_not_found"}}', "by an event"),
    ("quota", 429, '{"error":{"message":"Your account is suspended, please check your plan and billing details","type":"exceeded_current_quota_error"}}', "Moonshot"),
    ("rate limit", 429, '{"error":{"message":"You exceeded your current quota, please check your plan and billing details.\\n* Quota exceeded for metric: generate_content_free_tier_requests, limit: 10\\nPlease retry in 27.4s.","status":"RESOURCE_EXHAUSTED"}}', "Google, a minute's limit"),
    ("billing", 400, '{"error":{"message":"Access denied, please make sure your account is in good standing.","code":"Arrearage"}}', "Qwen"),
    ("bad key", 403, '{"error":{"code":403,"message":"Your API key was reported as leaked. Please use another API key.","status":"PERMISSION_DENIED"}}', "Google"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "status", "body", "who"), PUBLISHED)
def test_what_providers_say(name: str, status: int, body: str, who: str) -> None:
    """A provider's published error gets the row of its kind, with what it said itself."""
    said = error_of(body.encode())
    rule = recognise(status, all_of(said))
    assert rule.name == name, who
    told = sentence(rule, status, said, None, 100, "XAI_API_KEY")
    assert told.startswith(("prompt is too long: ", rule.said(key="XAI_API_KEY")))


@pytest.mark.parametrize(
    "name", ["region", "bad key", "rate limit", "quota", "unknown model", "billing", "context overflow", "content filter"]
)
def test_every_kind_has_an_example(name: str) -> None:
    """None of the kinds that users meet is without a published body."""
    assert any(name == row[0] for row in PUBLISHED)


@pytest.mark.parametrize(("name", "status", "body", "who"), PUBLISHED)
def test_the_row_is_found_again_from_what_the_client_got(name: str, status: int, body: str, who: str) -> None:
    """Whoever holds the gateway's answer alone, such as the doctor, finds the same row and so its remedies."""
    said = error_of(body.encode())
    rule = recognise(status, all_of(said))
    assert row_of(rule.status, sentence(rule, status, said, None, 100, "OPENAI_API_KEY")).name == name, who


@pytest.mark.parametrize("name", WAYS)
def test_the_ways_are_found_again(name: str) -> None:
    """The same holds for what stands in the way to an upstream."""
    rule = WAYS[name]
    assert row_of(rule.status, rule.said(host="api.example.org:8443", why="it has expired")).name == name


@pytest.mark.parametrize(
    ("status", "message", "name"),
    [
        (401, "The key that the client sent is not the one of this gateway: set ANTHROPIC_API_KEY in Claude Code; the key is dummy.", "wrong client key"),
        (404, "model: gpt-x is not configured. Closest names in config.yaml: gpt-*.", "name not configured"),
        (502, "A service of the gateway does not answer; it is started again by itself, which takes LiteLLM some ten seconds.", "service down"),
        (503, "This model's provider needs LiteLLM, which LITELLM=off leaves out: set LITELLM=on.", "without LiteLLM"),
        (401, "litellm.AuthenticationError: AuthenticationError: OpenAIException - Incorrect API key provided", "bad key"),
        (400, "no words that anybody knows", "refused"),
    ],
)  # fmt: skip
def test_the_gateways_own_words(status: int, message: str, name: str) -> None:
    """What the gateway itself refuses is not taken for the upstream's fault; LiteLLM's own words are read too."""
    assert row_of(status, message).name == name


def test_no_key_shows() -> None:
    """A key that an upstream repeats does not reach the client."""
    body = json.dumps({"error": {"message": "Incorrect API key provided: sk-proj-abcdefghijklmnopqrstuvwxyz0123456789"}})
    said = error_of(body.encode())
    assert "abcdefgh" not in sentence(recognise(401, all_of(said)), 401, said, None, 1, "OPENAI_API_KEY")


def test_every_row_says_what_to_do() -> None:
    """Each row has words and a remedy, as parts of sentences: small letters, no full stop."""
    for rule in (*RULES, *WAYS.values(), *OWN, OTHER_FAILURE, OTHER_REFUSAL):
        assert rule.means, rule.name
        assert rule.remedies, rule.name
        assert not any(text.endswith(".") for text in (rule.means, *rule.remedies)), rule.name
        assert "{" not in rule.remedy, rule.name


def test_no_message_steers_a_terminal() -> None:
    """What an upstream says is shown in a terminal: escape sequences and marks of writing direction do not come through."""
    assert plain("boom\n\x1b[31mred\x9b2J\u202eevil\x00 Grüße") == "boom [31mred2Jevil Grüße"


@pytest.mark.parametrize("body", [b"null", b"", b"{}"])
def test_nothing_said(body: bytes) -> None:
    """An upstream that says nothing is not quoted with a word of our programming language."""
    said = error_of(body)
    told = sentence(recognise(400, all_of(said)), 400, said, None, 1, "K")
    assert "None" not in told


def test_silence_is_not_waited_for_twice() -> None:
    """An upstream that was silent for REQUEST_TIMEOUT is not asked again: the client has waited long enough, and docs/errors.md says so."""
    assert not WAYS["silence"].retry


def test_remedies_are_sentences() -> None:
    """Each remedy begins with a capital letter, but a command is written as it is typed."""
    for rule in (*RULES, *OWN, *WAYS.values()):
        assert all(text.startswith("openai-code ") or text[0].isupper() for text in rule.advice())
        assert not any(text.startswith("Openai-code") for text in rule.advice())


def test_what_a_page_is() -> None:
    """A page for people is told by its title; XML of a machine is told as it is."""
    assert error_of(b"<!DOCTYPE html><html><title>Sign in</title>")["message"] == "an HTML page (Sign in)"
    assert "AccessDenied" in error_of(b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')["message"]
