"""A recording against today's translator: what counts as the same."""

from typing import Any

import orjson
import pytest

from gateway.cassette.exchange import Chunk, Ending, Exchange
from translator.cassette.again import compare
from translator.errors import body_of, from_upstream

BODY = {"model": "claude", "max_tokens": 10, "stream": True, "messages": [{"role": "user", "content": "hi"}]}
SENT = {
    "model": "m",
    "messages": [{"role": "user", "content": "hi"}],
    "stream": True,
    "stream_options": {"include_usage": True},
    "max_tokens": 10,
}
TARGET = {"model": "m", "wire": "chat", "capability": {}, "unknown": 1}


def said(*texts: str, end: str = "stop") -> list[Chunk]:
    """Return a stream of chat completions, a chunk a text."""
    events: list[dict[str, Any]] = [{"choices": [{"index": 0, "delta": {"content": text}}]} for text in texts]
    events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": end}]})
    events.append({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}})
    return [*((1.0, f"data: {orjson.dumps(event).decode()}\n\n") for event in events), (2.0, "data: [DONE]\n\n")]


def told(*texts: str, stop: str = "end_turn", start: str = "") -> str:
    """Return the stream of the Messages API that they become."""
    usage = {
        "input_tokens": 1,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": 0,
        "service_tier": "standard",
    }
    message: dict[str, Any] = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude", "content": [], "stop_reason": None}
    final = {"input_tokens": 3, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 2}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**message, "stop_sequence": None, "usage": usage}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}} for text in texts),
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": stop, "stop_sequence": None}, "usage": final},
        {"type": "message_stop"},
    ]
    return start + "".join(f"event: {event['type']}\ndata: {orjson.dumps(event).decode()}\n\n" for event in events)


def recorded(chunks: list[Chunk], answer: str, status: int = 200, ended: Ending = "whole", **more: object) -> Exchange:
    """Return an exchange of a chat upstream."""
    streamed = {"content-type": "text/event-stream" if status == 200 else "application/json"}
    return Exchange.model_validate(
        {
            "at": "now",
            "request_id": "req_1",
            "target": TARGET,
            "drop": [],
            "estimate": 1,
            "redacted": False,
            "upstream": {
                **{"method": "POST", "path": "/v1/chat/completions", "body": SENT, "status": status},
                **{"headers": streamed, "chunks": chunks, "ended": ended},
            },
            "client": {"session": None, "body": BODY, "status": status, "answer": answer, "ended": "whole"},
            **more,
        }
    )


def found(exchange: Exchange) -> tuple[list[str], list[str], str]:
    """Return what differs in the request and in the answer, and why the answer was not compared."""
    assert exchange.client is not None
    comparison = compare(exchange, exchange.client)
    return comparison.request, comparison.answer, comparison.unheard


def test_the_same() -> None:
    """A recording of today differs in nothing; a ping in between is no difference."""
    assert found(recorded(said("a", "b"), told("a", "b"))) == ([], [], "")
    assert found(recorded(said("a", "b"), told("a", "b", start='event: ping\ndata: {"type": "ping"}\n\n'))) == ([], [], "")


def test_another_request_or_answer_is_told_with_its_place() -> None:
    """What the upstream is sent, what the client is sent, and the status."""
    assert found(recorded(said("a"), told("b")))[1] == ['[2].delta.text: recorded "b", now "a"']
    exchange = recorded(said("a"), told("a"), drop=["max_tokens"])
    assert found(exchange)[0] == ["max_tokens: recorded 10, now absent"]
    other = recorded(said("a"), told("a"))
    assert other.client is not None
    other.client.status = 201
    assert found(other)[1] == ["status: recorded 201, now 200"]


def test_a_request_that_is_refused_today_is_a_difference() -> None:
    """With the words of the refusal."""
    exchange = recorded(said("a"), told("a"))
    assert exchange.client is not None
    exchange.client.body = {"model": "claude", "messages": 1}
    request, answer, unheard = found(exchange)
    assert request[0].startswith("is refused now: ")
    assert (answer, unheard) == ([], "there is no request to answer")


def test_what_cannot_be_translated_at_all_is_a_difference() -> None:
    """A recording that was edited by hand, or a fault of today's translator, is told with its exchange."""
    exchange = recorded(said("a"), told("a"))
    exchange.target = {"model": "m"}
    assert found(exchange)[0][0].startswith("cannot be translated: TypeError: ")


def test_pieces_of_a_redacted_text_may_be_cut_elsewhere() -> None:
    """What was taken out stands in one piece, wherever the pieces were; without redaction each piece counts."""
    chunks, answer = said("my [redacted]", "", " end"), told("my", " [redacted]", " end")
    assert found(recorded(chunks, answer, redacted=True)) == ([], [], "")
    assert found(recorded(chunks, answer))[1]


@pytest.mark.parametrize("ended", ["left", "truncated"])
def test_an_answer_that_was_not_heard_to_its_end_is_not_compared(ended: Ending) -> None:
    """The request is, all the same."""
    assert found(recorded(said("a")[:1], told("x"), ended=ended, drop=["max_tokens"])) == (
        ["max_tokens: recorded 10, now absent"],
        [],
        "it was not recorded to its end",
    )


def test_a_broken_stream_is_the_same_up_to_where_it_broke() -> None:
    """How the connection broke is not the translator's doing."""
    begun = told("a").partition("event: content_block_stop")[0]
    error = 'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"broke"}}\n\n'
    assert found(recorded(said("a")[:1], begun + error, ended="broken")) == ([], [], "")
    assert found(recorded(said("b")[:1], begun + error, ended="broken"))[1]


@pytest.mark.parametrize("kind", ["text/plain", ""])
def test_a_stream_under_another_name_is_read_as_one(kind: str) -> None:
    """As the translator reads it live."""
    exchange = recorded([(1.0, "".join(str(one[1]) for one in said("a")))], told("a"))
    exchange.upstream.headers = {"content-type": kind}
    assert found(exchange) == ([], [], "")


def test_errors_are_compared_too() -> None:
    """Status, type and words of a refusal; its request id is left out."""
    said_ = b'{"error": {"message": "slow down", "type": "rate_limit_error"}}'
    failure, _ = from_upstream(429, said_, {}, None, 1)
    answer = body_of(failure, "req_other").decode()
    assert found(recorded([(1.0, said_.decode())], answer, status=429)) == ([], [], "")
    assert found(recorded([(1.0, said_.decode())], answer.replace("rate_limit_error", "api_error"), status=429))[1] == [
        '[0].error.type: recorded "api_error", now "rate_limit_error"'
    ]
