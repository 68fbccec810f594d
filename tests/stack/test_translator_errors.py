"""What upstreams answer instead of an answer, through a real call: status, type, words, headers, record."""

import json

import httpx
import pytest

from tests.gateway import KEY, UPSTREAM_KEY, Gateway, message
from tests.odd_upstream import GOOD, Heard, OddUpstream, chat_chunk, fixed
from tests.stack.translating import record_of, scenario, seen, streamed

JSON = "content-type: application/json"

# Status and options of the offline backend's error; what the client gets: status, type, and words of the remedy.
REFUSALS = [
    (400, {"message": "Bad field", "code": "invalid_value"}, 400, "invalid_request_error", "Bad field"),
    (401, {}, 401, "authentication_error", "set OPENAI_API_KEY"),
    (402, {"message": "Pay first"}, 402, "billing_error", "Pay first"),
    (403, {}, 403, "permission_error", "region"),
    (404, {}, 404, "not_found_error", "config.yaml"),
    (408, {"message": "too slow"}, 504, "timeout_error", "too slow"),
    (409, {"message": "busy row"}, 500, "api_error", "busy row"),
    (413, {}, 413, "request_too_large", "send less"),
    (422, {}, 400, "invalid_request_error", "could not be processed"),
    (429, {"message": "Too fast"}, 429, "rate_limit_error", "Too fast"),
    (429, {"code": "insufficient_quota", "message": "quota gone"}, 429, "rate_limit_error", "top it up"),
    (500, {"message": "ours"}, 500, "api_error", "ours"),
    (502, {"message": "gate"}, 500, "api_error", "gate"),
    (503, {}, 529, "overloaded_error", "overloaded"),
    (504, {"message": "late"}, 504, "timeout_error", "late"),
    (529, {"message": "full"}, 529, "overloaded_error", "full"),
]


@pytest.mark.parametrize(("said", "options", "status", "kind", "words"), REFUSALS)
def test_each_refusal(gateway: Gateway, said: int, options: dict[str, str], status: int, kind: str, words: str) -> None:
    """The client gets the status, the type, what to do and what the upstream said; request-id and the upstream's own id are kept."""
    text = scenario("error", status=said, retry_after=0, **options)
    answer = gateway.post(message(text))
    body = answer.json()
    assert (answer.status_code, body["type"], body["error"]["type"]) == (status, "error", kind)
    assert words in body["error"]["message"]
    assert UPSTREAM_KEY not in answer.text
    assert body["request_id"] == answer.headers["request-id"]
    assert answer.headers["retry-after"] == "0"
    record = record_of(gateway, body["request_id"])
    assert (record["status"], record["error"], record["target"]) == (status, kind, "gpt-4.1-2025-04-14")
    assert record["upstream_request_id"] == seen(gateway, text[:60])[-1]["id"]


def test_a_streamed_request_is_refused_with_a_status_too(gateway: Gateway) -> None:
    """As long as nothing was sent, an error is a status and JSON, also where a stream was asked for."""
    got = streamed(gateway, scenario("error", status=400, message="no stream"))
    assert got.status == 400
    assert json.loads(got.body)["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("model", ["claude-opus-5-5", "claude-sonnet-5-5"])
def test_an_overflow_is_told_as_clients_know_it(gateway: Gateway, model: str) -> None:
    """prompt is too long: N tokens > M maximum, with N beyond M."""
    answer = gateway.post(message(scenario("context_overflow"), model=model))
    assert answer.status_code == 400
    words = answer.json()["error"]["message"].split()
    assert words[:4] == ["prompt", "is", "too", "long:"]
    assert int(words[4]) > int(words[7])


@pytest.mark.parametrize("status", [200, 502, 403])
def test_a_page_of_html(gateway: Gateway, status: int) -> None:
    """HTML is never an answer, and is told as what it is."""
    answer = gateway.post(message(scenario("html_error", status=status)))
    assert answer.status_code == {200: 404, 502: 500, 403: 403}[status]
    assert "HTML page" in answer.json()["error"]["message"]
    assert "<h1>" not in answer.text


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"error": {"message": "inside", "code": "rate_limit_exceeded"}}, 429, "rate_limit_error"),
        ({"error": {"message": "inside", "type": "invalid_request_error"}}, 400, "invalid_request_error"),
        ({"error": {"message": "inside", "code": 503}}, 500, "api_error"),
        ({"error": "inside"}, 500, "api_error"),
        ({"detail": "inside"}, 500, "api_error"),
        ([], 500, "api_error"),
        ("inside", 500, "api_error"),
        (None, 500, "api_error"),
    ],
)
def test_an_error_with_status_200(gateway: Gateway, body: object, status: int, kind: str) -> None:
    """What is no answer is an error, whatever status it came with."""
    for stream in (False, True):
        answer = gateway.post(message(scenario("json", body=body), stream=stream))
        assert (answer.status_code, answer.json()["error"]["type"]) == (status, kind), answer.text


@pytest.mark.parametrize("kind", ["text/event-stream", "application/json", "text/plain"])
def test_an_empty_answer(gateway: Gateway, kind: str) -> None:
    """Nothing at all with status 200 is an error, streamed or not."""
    for stream in (False, True):
        answer = gateway.post(message(scenario("raw", chunks=[], content_type=kind), stream=stream))
        assert (answer.status_code, answer.json()["error"]["type"]) == (500, "api_error"), answer.text


def test_json_where_a_stream_was_asked_for(odd_gateway: Gateway, odd: OddUpstream) -> None:
    """A whole answer is streamed to who asked for a stream."""
    odd.on("whole-for-stream", GOOD)
    got = streamed(odd_gateway, "whole-for-stream", model="odd-responses")
    assert (got.text, got.last["type"]) == ("Hello.", "message_stop")


@pytest.mark.parametrize("kind", ["text/event-stream", "text/plain", ""])
def test_a_stream_where_json_was_asked_for(odd_gateway: Gateway, odd: OddUpstream, kind: str) -> None:
    """A stream is gathered for who asked for no stream, also under a wrong type."""
    events = chat_chunk({"content": "Hel"}) + chat_chunk({"content": "lo."}, "stop") + b"data: [DONE]\n\n"
    odd.on("stream-for-whole", fixed(200, events, *([f"content-type: {kind}"] if kind else [])))
    answer = odd_gateway.post(message("stream-for-whole", model="odd"))
    assert answer.json()["content"] == [{"type": "text", "text": "Hello."}]
    assert streamed(odd_gateway, "stream-for-whole", model="odd").text == "Hello."


def test_no_key_in_what_an_upstream_says(odd_gateway: Gateway, odd: OddUpstream) -> None:
    """An upstream that repeats the key it was shown does not bring it to the client, nor into the record."""
    body = json.dumps({"error": {"message": f"Incorrect API key provided: {UPSTREAM_KEY}.", "code": "invalid_api_key"}}).encode()
    odd.on("tells-the-key", fixed(401, body, JSON))
    answer = odd_gateway.post(message("tells-the-key", model="odd"))
    assert answer.status_code == 401
    assert odd.of("tells-the-key")[0].headers["authorization"] == f"Bearer {UPSTREAM_KEY}"
    assert UPSTREAM_KEY not in answer.text
    assert UPSTREAM_KEY not in (odd_gateway.data / "requests.log").read_text()


def test_reasoning_that_the_upstream_cannot_read_any_more(odd_gateway: Gateway, odd: OddUpstream) -> None:
    """It is left out and the request sent again, once, with a note; a refusal of another kind is not touched."""

    async def behave(heard: Heard) -> None:
        if any(item["type"] == "reasoning" for item in heard.json["input"]):
            words = {"message": "The encrypted content gAAA could not be verified.", "code": "invalid_encrypted_content"}
            await heard.answer(400, json.dumps({"error": words}).encode(), JSON)
        else:
            await GOOD(heard)

    odd.on("thinks-first", reasoning)
    odd.on("sealed", behave)
    first = odd_gateway.post(message("thinks-first", model="odd-responses", thinking={"type": "adaptive"})).json()
    assert first["content"][0]["type"] == "thinking", first
    history = [
        {"role": "user", "content": "sealed"},
        {"role": "assistant", "content": first["content"]},
        {"role": "user", "content": "go on"},
    ]
    body = {"model": "odd-responses", "max_tokens": 100, "messages": history, "thinking": {"type": "adaptive"}}
    answer = httpx.post(f"{odd_gateway.url}/v1/messages", json=body, headers=KEY, timeout=30)
    assert answer.status_code == 200, answer.text
    assert len(odd.of("sealed")) == 2
    assert "dropped-unreadable-reasoning" in answer.headers["x-openai-code-notes"]
    assert record_of(odd_gateway, answer.headers["request-id"])["notes"]["dropped-unreadable-reasoning"] == 1


async def reasoning(heard: Heard) -> None:
    """An answer with a reasoning item."""
    item = {"id": "rs_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}], "encrypted_content": "gAAAB"}
    said = {"id": "m", "type": "message", "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": "Hi."}]}
    body = {
        "id": "r",
        "object": "response",
        "status": "completed",
        "output": [item, said],
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }
    await heard.answer(200, json.dumps(body).encode(), JSON)


def test_notes_travel_with_the_answer(gateway: Gateway) -> None:
    """What translation dropped stands in x-openai-code-notes, streamed or not, and in the record."""
    answer = gateway.post(message("hi", top_k=5))
    assert "dropped-top-k" in answer.headers["x-openai-code-notes"]
    got = streamed(gateway, "hi", top_k=5)
    assert "dropped-top-k" in got.headers["x-openai-code-notes"]
    assert record_of(gateway, got.id)["notes"]["dropped-top-k"] == 1
    assert "x-openai-code-notes" not in gateway.post(message("hi")).headers
