"""What is heard of answers that pass."""

import json
import time

from gateway.records import Record
from translator.asking.attempts import MOST, Attempts
from translator.forwarding.listening import Listener, heard_whole
from translator.recording.flights import Flight, Flights

USAGE = {"input_tokens": 10, "cache_creation_input_tokens": 4, "cache_read_input_tokens": 5, "output_tokens": 7}
CALL = {"type": "tool_use", "id": "t", "name": "Read", "input": {}}


def event(name: str, **fields: object) -> bytes:
    """Return one event of the Messages API."""
    return f"event: {name}\ndata: {json.dumps({'type': name, **fields})}\n\n".encode()


def test_calls_searches_and_what_was_cached() -> None:
    """The same of a stream as of an answer in one piece; a later usage that leaves something out changes none of it."""
    listener = Listener(200)
    for piece in (
        event("message_start", message={"id": "msg_1", "usage": {**USAGE, "output_tokens": 1}}),
        event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        event("content_block_start", index=1, content_block=CALL),
        event(
            "message_delta", delta={"stop_reason": "tool_use"}, usage={"output_tokens": 7, "server_tool_use": {"web_search_requests": 2}}
        ),
        event("message_stop"),
    ):
        listener.feed(piece)
    whole = {
        "content": [{"type": "text"}, CALL],
        "stop_reason": "tool_use",
        "usage": {**USAGE, "server_tool_use": {"web_search_requests": 2}},
    }
    assert listener.told() == heard_whole(json.dumps(whole).encode(), 200)
    assert (listener.over, listener.id) == (True, "msg_1")
    heard = listener.told()
    assert (heard.input_tokens, heard.written_tokens, heard.cached_tokens, heard.output_tokens) == (14, 4, 5, 7)
    assert (heard.tools, heard.searches) == (["Read"], 2)


def test_odd_answers() -> None:
    """What has another shape than the API's says nothing, and breaks nothing."""
    for said in (b"", b"[]", b'{"content": 7, "usage": {"input_tokens": "x"}}', b'{"content": [7, {"type": "tool_use", "name": 7}]}'):
        assert heard_whole(said, 200).tools == []
    listener = Listener(200)
    listener.feed(event("message_start", message=7) + event("content_block_start") + event("message_delta", delta=[], usage=[]))
    assert listener.told().input_tokens == 0


def test_attempts() -> None:
    """Counted by request, taken once, and bounded."""
    attempts = Attempts()
    attempts.failed("a")
    attempts.failed("a")
    assert [attempts.take("a"), attempts.take("a")] == [2, 0]
    attempts.failed("first")
    for number in range(MOST):
        attempts.failed(str(number))
    assert attempts.take("first") == 0


class Line:
    """Stands for the client's side."""

    first_byte_at: float | None = None


def test_flights() -> None:
    """Each from its beginning to its end, with what its answer counts meanwhile."""
    flights, line, listener = Flights(), Line(), Listener(200)
    flight = Flight(Record(time="t", request_id="r", model="m", worker=7), line, time.perf_counter() - 2)
    flights.add(flight)
    (told,) = flights.told()
    assert (told["state"], told["tokens"], told["first_token_ms"], told["worker"]) == ("waiting", 0, None, 7)
    flight.written, line.first_byte_at = listener, flight.began + 1
    listener.feed(b"x" * 1000)
    (told,) = flights.told()
    assert (told["state"], told["first_token_ms"], told["tokens"] > 0) == ("streaming", 1000, True)
    assert 2000 <= told["age_ms"] < 60_000
    flights.remove(flight)
    flights.remove(flight)
    assert flights.told() == []
