# ruff: noqa: E501 (a table is read by its rows)
import json

import orjson
import pytest

from gateway.errors.error_table import RULES
from gateway.errors.explanation import error_of, plain
from gateway.errors.overflow import overflow
from translator.errors import body_of, event_of, from_upstream
from translator.failure import Failure


def openai(message: str, code: str | None = None, kind: str | None = None) -> bytes:
    """Return an error body as OpenAI writes it."""
    return json.dumps({"error": {"message": message, "type": kind, "param": None, "code": code}}).encode()


# What the upstream says, and status, kind, cause, whether it is asked again.
CASES: list[tuple[int, bytes, int, str, str, bool]] = [
    (401, openai("Incorrect API key provided: sk-ab***cd", "invalid_api_key"), 401, "authentication_error", "bad key", False),
    (400, openai("API key not valid. Please pass a valid API key."), 401, "authentication_error", "bad key", False),
    (402, b"", 402, "billing_error", "billing", False),
    (402, openai("Insufficient credits"), 402, "billing_error", "billing", False),
    (403, openai("Country, region, or territory not supported"), 403, "permission_error", "region", False),
    (404, openai("Your organization must be verified to use the model `gpt-5`.", "model_not_found"), 403, "permission_error",
     "unverified organisation", False),
    (403, openai("You may not"), 403, "permission_error", "permission", False),
    (403, b"<html><title>Just a moment...</title></html>", 403, "permission_error", "permission", False),
    (404, openai("The model `x` does not exist or you do not have access to it.", "model_not_found"), 404, "not_found_error", "unknown model", False),
    (404, openai("DeploymentNotFound: the API deployment for this resource does not exist"), 404, "not_found_error", "unknown model", False),
    (404, b'{"detail":"Not Found"}', 404, "not_found_error", "wrong address", False),
    (405, b'{"detail":"Method Not Allowed"}', 404, "not_found_error", "wrong address", False),
    (301, b"", 404, "not_found_error", "redirect", False),
    (400, openai("The file 'file-1' does not exist"), 400, "invalid_request_error", "refused", False),
    (400, openai("Unknown parameter: 'x'.", "unknown_parameter"), 400, "invalid_request_error", "parameter", False),
    (422, b'{"detail":[{"loc":["body","x"],"msg":"field required"}]}', 400, "invalid_request_error", "refused", False),
    (413, openai("Payload too large"), 413, "request_too_large", "too large", False),
    (400, openai("Your prompt was flagged", "content_policy_violation"), 400, "invalid_request_error", "content filter", False),
    (400, openai("The response was filtered due to Azure's content management policy", "content_filter"), 400, "invalid_request_error",
     "content filter", False),
    (429, openai("Rate limit reached for gpt-5 on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000.", "rate_limit_exceeded"),
     429, "rate_limit_error", "rate limit", True),
    (429, openai("Too many tokens, please wait before trying again."), 429, "rate_limit_error", "rate limit", True),
    (429, openai("You exceeded your current quota", "insufficient_quota"), 429, "rate_limit_error", "quota", False),
    (408, b"", 504, "timeout_error", "time-out", True),
    (504, b"<html><title>504 Gateway Time-out</title></html>", 504, "timeout_error", "time-out", True),
    (409, b"", 500, "api_error", "conflict", True),
    (424, b'{"error":"Request failed during generation: Server error","error_type":"generation"}', 500, "api_error", "conflict", True),
    (498, openai("Flex tier capacity exceeded, please try again later.", "capacity_exceeded"), 529, "overloaded_error", "overloaded", True),
    (499, openai("The request was cancelled"), 500, "api_error", "conflict", True),
    (500, openai("The server had an error"), 500, "api_error", "unavailable", True),
    (502, b"", 500, "api_error", "unavailable", True),
    (503, openai("The engine is currently overloaded"), 529, "overloaded_error", "overloaded", True),
    (503, b"", 500, "api_error", "unavailable", True),
    (529, openai("Overloaded", "overloaded_error"), 529, "overloaded_error", "overloaded", True),
    (418, b"teapot", 400, "invalid_request_error", "refused", False),
    (599, b"", 500, "api_error", "failed", True),
    (400, openai("Invalid 'tools': array too long. Expected an array with maximum length 128.", "array_above_max_length"), 400,
     "invalid_request_error", "too many tools", False),
    (400, openai("The encrypted content gAAA could not be verified.", "invalid_encrypted_content"), 400, "invalid_request_error",
     "unreadable reasoning", False),
    (404, openai("Item with id 'rs_0123abcd' not found. Items are not persisted when `store` is set to false."), 400, "invalid_request_error",
     "unreadable reasoning", False),
    (500, openai("Jinja Exception: System message must be at the beginning."), 400, "invalid_request_error", "order of messages", False),
    (400, openai("Invalid schema for function 'x': In context=(), odd.", "invalid_function_parameters"), 400, "invalid_request_error", "schema",
     False),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "wanted", "kind", "cause", "again"), CASES)
def test_the_table(status: int, body: bytes, wanted: int, kind: str, cause: str, again: bool) -> None:
    """Each refusal has its status, its type, its remedy and what the upstream said; only what may pass is asked again."""
    failure, retry = from_upstream(status, body, {}, None, 10)
    assert (failure.status, failure.kind, failure.cause, retry) == (wanted, kind, cause, again)
    rule = next((one for one in RULES if one.name == cause and one.status == wanted), None)
    if rule is not None:
        assert failure.message.startswith(rule.remedy)
    assert f"Upstream ({status}): " in failure.message
    assert failure.final == (not again and (wanted == 429 or wanted >= 500))


def test_the_key_is_named_by_its_variable() -> None:
    """The remedy names the variable that holds this target's key."""
    failure, _ = from_upstream(401, b"", {}, None, 10, "XAI_API_KEY")
    assert "set XAI_API_KEY to a valid one" in failure.message


def test_every_row_is_tried() -> None:
    """No row of the table without an example."""
    assert {one.name for one in RULES} == {case[4] for case in CASES if case[4] not in ("refused", "failed")} | {"context overflow"}


@pytest.mark.parametrize(
    ("status", "body", "tokens", "maximum"),
    [
        (400, openai("This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 tokens.",
                     "context_length_exceeded"), 131072, 128000),
        (400, openai("Your input exceeds the context window of this model. Please adjust your input.", "context_length_exceeded"), 500001, 400000),
        (400, openai("Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300123 tokens."), 300123, 272000),
        (400, openai("This model's maximum context length is 4,096 tokens. However, you requested 5,000 tokens (3,000 in the messages, "
                     "2,000 in the completion)."), 5000, 4096),
        (400, b'{"error":{"code":400,"message":"the request exceeds the available context size. try increasing it","type":"exceed_context_size_error"}}',
         500001, 400000),
        (400, openai("The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."), 1200000, 1048576),
        (400, openai("This model's maximum prompt length is 131072 but the request contains 200000 tokens."), 200000, 131072),
        (400, openai("Please reduce the length of the messages or completion."), 500001, 400000),
        (422, openai("Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens"), 9000, 8193),
        (400, openai("Invalid request: Your request exceeded model token limit: 131072"), 500001, 131072),
        (400, openai("Prompt exceeds max length"), 500001, 400000),
        (400, openai("Invalid 'input[0].content[1].text': string too long. Expected a string with maximum length 10485760.",
                     "string_above_max_length"), 500001, 400000),
        (429, openai("Request too large for gpt-4.1 in organization org-1 on tokens per min (TPM): Limit 30000, Requested 40000.",
                     "rate_limit_exceeded"), 40000, 30000),
        (400, json.dumps({"error": {"message": "Provider returned error", "code": 400, "metadata": {
            "raw": '{"error":{"message":"prompt is too long: 210000 tokens > 200000 maximum"}}'}}}).encode(), 210000, 200000),
    ],
)  # fmt: skip
def test_an_overflow_is_told_as_clients_know_it(status: int, body: bytes, tokens: int, maximum: int) -> None:
    """Whatever words a backend has for it, the client reads prompt is too long, with the numbers said, else those we know."""
    failure, again = from_upstream(status, body, {}, 400_000, 500_001)
    assert (failure.status, failure.kind, again) == (400, "invalid_request_error", False)
    assert failure.message == f"prompt is too long: {tokens} tokens > {maximum} maximum"


@pytest.mark.parametrize(
    "message",
    ["Invalid 'input[3].name': string too long. Expected a string with maximum length 64.", "Invalid 'user': string too long.",
     "The context window feature is not enabled", "max_tokens is too large: 40000. This model supports at most 32768 completion tokens"],
)  # fmt: skip
def test_what_only_sounds_like_an_overflow(message: str) -> None:
    """A name that is too long, or a limit on the answer, is no matter for compaction."""
    assert from_upstream(400, openai(message, "string_above_max_length"), {}, 1000, 10)[0].cause in ("refused", "parameter")


def test_an_overflow_always_exceeds() -> None:
    """The number of tokens is never within the maximum: a client would not believe it."""
    assert overflow("nothing said", 1000, 10) == "prompt is too long: 1001 tokens > 1000 maximum"
    assert overflow("nothing said", None, 500) == "prompt is too long: 500 tokens > 499 maximum"


def test_retry_after_and_the_upstreams_id_are_kept() -> None:
    """Both go on: the one to the client, the other to the record."""
    failure, _ = from_upstream(429, b"", {"retry-after": "7", "apim-request-id": "az"}, None, 1)
    assert (failure.retry_after, failure.upstream_request_id) == ("7", "az")


def test_a_wait_in_words_is_told_too() -> None:
    """Gemini and Groq say it in the message; an error that no waiting mends has none."""
    told = b'[{"error":{"code":429,"message":"You exceeded your current quota.\\nPlease retry in 27.4s.","status":"RESOURCE_EXHAUSTED"}}]'
    failure, again = from_upstream(429, told, {}, None, 1)
    assert (failure.cause, failure.retry_after, failure.final, again) == ("rate limit", "28", False, True)
    assert from_upstream(400, openai("no, try again in 5s"), {}, None, 1)[0].retry_after is None


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, "0"),
        ({"retry-after": "soon", "retry-after-ms": "1500"}, "2"),
        ({"retry-after": "1", "retry-after-ms": "2500"}, "3"),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "0.4"}, "1"),
    ],
)
def test_retry_after_is_told_in_seconds(headers: dict[str, str], told: str | None) -> None:
    """Dates, milliseconds and fractions reach the client as whole seconds; what is none of these does not reach it at all."""
    assert from_upstream(429, b"", headers, None, 1)[0].retry_after == told


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "no message"),
        (b"  ", "no message"),
        (b"plain words\n in lines", "plain words in lines"),
        (b"<html><title> 502 Bad Gateway </title>", "an HTML page (502 Bad Gateway)"),
        (b"<h1>x</h1>", "an HTML page"),
        (b'{"error":"bare"}', "bare"),
        (b'{"message":"top"}', "top"),
        (b'{"detail":"said"}', "said"),
        (b'[{"error":{"message":"in a list"}}]', "in a list"),
        (b'{"errors":[{"message":"many"}]}', "many"),
        (b'{"error":{"message":{"deep":1}}}', '{"deep":1}'),
        (b"[]", "[]"),
        (b"null", "no message"),
        (b"\xff\xfe", "\ufffd"),
    ],
)  # fmt: skip
def test_any_shape_is_read(body: bytes, message: str) -> None:
    """OpenAI's shape, others', bare text, HTML, nothing."""
    assert message in from_upstream(400, body, {}, None, 1)[0].message
    assert isinstance(error_of(body), dict)


def test_no_key_is_shown() -> None:
    """Whatever looks like a key is taken out of an upstream's words, and they are bounded and on one line."""
    words = (
        "Incorrect API key sk-proj-abcdefghijklmnop1234 or sk-ab***yz, Bearer abcdef012345, xai-0123456789abcdef0123\nnext " + "x" * 9000
    )
    shown = plain(words)
    assert not any(secret in shown for secret in ("abcdefghijklmnop", "sk-ab", "abcdef012345", "0123456789abcdef"))
    assert len(shown) <= 2000
    assert "\n" not in shown
    assert plain("a skeleton in the task-list") == "a skeleton in the task-list"


def test_the_shape_of_an_error() -> None:
    """As JSON and as an event: type, error, request_id."""
    failure = Failure(429, "rate_limit_error", "words")
    body = {"type": "error", "error": {"type": "rate_limit_error", "message": "words"}, "request_id": "req_1"}
    assert orjson.loads(body_of(failure, "req_1")) == body
    assert event_of(failure, "req_1") == b"event: error\ndata: " + orjson.dumps(body) + b"\n\n"
