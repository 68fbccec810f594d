"""Errors that come inside an answer of status 200."""

import json
from typing import Any

import pytest

from tests.unit.translator.response import chat_streams as c
from tests.unit.translator.response import responses_events as r
from tests.unit.translator.response.running import OPTIONS, answered, checked, ending, events, sse, streamed
from translator.response import from_responses
from translator.response.writer import Writer

Json = dict[str, Any]
OVERFLOW = "This model's maximum context length is 1000 tokens. However, your messages resulted in 1500 tokens."
ERRORS: list[tuple[Json, str, int]] = [
    ({"code": "rate_limit_exceeded", "message": "slow down", "type": "tokens"}, "rate_limit_error", 429),
    ({"code": 429, "message": "Provider returned error"}, "rate_limit_error", 429),
    ({"code": "server_error", "message": "oops"}, "api_error", 500),
    ({"message": "The server is overloaded", "type": "server_error"}, "overloaded_error", 529),
    ({"code": "invalid_prompt", "message": "no"}, "invalid_request_error", 400),
    ({"code": "invalid_api_key", "message": "Incorrect API key provided: sk-abcdefghijk"}, "authentication_error", 401),
    ({"code": "context_length_exceeded", "message": OVERFLOW}, "invalid_request_error", 400),
    ({"message": "something"}, "api_error", 500),
]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("before", [True, False])
def test_chat_errors(error: tuple[Json, str, int], before: bool) -> None:
    """An error object in a stream ends it with the right type; before any content it can still be an HTTP status."""
    body, kind, status = error
    writer, out = streamed("chat", sse([*(c.texts("Hi") if before else []), {"error": body}], "chat"))
    assert ending(checked(events(out)))["error"]["type"] == kind
    assert writer.failure is not None
    assert (writer.failure.status, writer.begun) == (status, before)
    assert "sk-abc" not in writer.failure.message


def test_an_overflow_without_numbers_has_the_windows() -> None:
    """OpenAI tells an overflow inside its stream and without numbers: then the target's window is said, where it is known."""
    writer = Writer(**{**OPTIONS, "input_tokens": 300, "streaming": True})
    writer.context = 200
    error = {"code": "context_length_exceeded", "message": "Your input exceeds the context window of this model."}
    from_responses.Reader(writer).feed({"type": "response.failed", "response": {"status": "failed", "error": error}})
    assert writer.failure is not None
    assert writer.failure.message == "prompt is too long: 300 tokens > 200 maximum"


def test_the_key_is_named_by_its_variable() -> None:
    """A key that is refused inside a stream is the target's own, and not everybody's."""
    writer = Writer(**{**OPTIONS, "streaming": True})
    writer.key_name = "XAI_API_KEY"
    from_responses.Reader(writer).feed({"type": "error", "code": "invalid_api_key", "message": "no"})
    assert writer.failure is not None
    assert "set XAI_API_KEY to a valid one" in writer.failure.message


def test_an_account_without_credit_is_not_asked_again() -> None:
    """A quota that is used up is told as final, also where it comes as the first event; a rate limit is not."""
    error = {"code": "insufficient_quota", "message": "You exceeded your current quota", "type": "insufficient_quota"}
    for told, final in ((error, True), ({"code": "rate_limit_exceeded", "message": "slow down"}, False)):
        failure = streamed("chat", sse([{"error": told}], "chat"))[0].failure
        assert failure is not None
        assert (failure.status, failure.final) == (429, final)


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("form", ["flat", "nested", "failed", "unnamed"])
def test_responses_errors(error: tuple[Json, str, int], form: str) -> None:
    """Error events, flat as documented and nested as sent, and response.failed."""
    body, kind, _ = error
    event: Json = {
        "flat": {"type": "error", **{key: value for key, value in body.items() if key != "type"}},
        "nested": {"type": "error", "error": body, "sequence_number": 2},
        "failed": {"type": "response.failed", "response": {"status": "failed", "error": body, "output": []}},
        "unnamed": {"error": body},
    }[form]
    data = sse([*r.created(), *r.text_events(["Hi"])[:3]], "responses") + f"data: {json.dumps(event)}\n\n".encode()
    assert ending(checked(events(streamed("responses", data)[1])))["error"]["type"] == kind


def test_overflow_in_the_words_that_clients_know() -> None:
    """A context overflow reads as compaction expects it."""
    writer = streamed("chat", sse([{"error": {"message": OVERFLOW, "code": "context_length_exceeded"}}], "chat"))[0]
    assert writer.failure is not None
    assert writer.failure.message == "prompt is too long: 1500 tokens > 1000 maximum"


@pytest.mark.parametrize(
    "data",
    [
        b'data: {"error": "went wrong"}\n\n',
        b'event: error\ndata: {"message": "went wrong", "code": 500}\n\n',
        b'data: {"object": "error", "message": "went wrong", "code": 400}\n\n',
        b'{"error": {"message": "went wrong"}}',
        b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "error", "error": {"message": "went wrong"}}]}\n\n',
        b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "insufficient_system_resource"}]}\n\n',
        b'data: {"choices": [\n\n',
        b'data: {"choices": 7}\n\n',
        b'data: {"choices": [{"index": 0, "delta": "text"}]}\n\n',
        b'data: {"choices": [7]}\n\n',
    ],
)
@pytest.mark.parametrize("wire", ["chat", "responses"])
def test_odd_errors(data: bytes, wire: str) -> None:
    """Whatever shape an error has, the client gets an error event."""
    assert ending(checked(events(streamed(wire, data)[1])))["type"] == "error"


@pytest.mark.parametrize("wire", ["chat", "responses"])
@pytest.mark.parametrize(
    "response",
    [
        {"error": {"message": "no", "code": 429}},
        {"error": "no"},
        {"object": "error", "message": "no"},
        {},
        {"choices": []},
        {"choices": [{"index": 0}]},
        {"choices": [{"index": 0, "message": None, "error": {"message": "no"}}]},
        {"status": "failed", "error": {"code": "server_error", "message": "no"}, "output": []},
        {"status": "in_progress", "output": []},
        {"output": 7, "status": "cancelled"},
    ],
)
def test_whole_errors(wire: str, response: Json) -> None:
    """An answer of status 200 that is none fails, and leaves no message."""
    writer = answered(wire, response)
    assert writer.failure is not None
    assert writer.message == {}


def test_only_words_are_no_event() -> None:
    """Words that are not JSON are somebody's keep-alive."""
    data = b"data: ping\n\n" + sse([*c.texts("Hi"), *c.END], "chat")
    assert ending(checked(events(streamed("chat", data)[1])))["type"] == "message_delta"
