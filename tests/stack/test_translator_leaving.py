"""The client leaves: the upstream is left too, at once, in every phase; a record tells it."""

import json
import socket
import time
import uuid

import httpx
import pytest

from tests.gateway import KEY, Gateway, eventually, message
from tests.odd_upstream import SSE, Behaviour, Heard, OddUpstream, chat_chunk, fixed, in_turn, silence
from tests.stack.odd import TIMEOUT
from tests.stack.translating import newest, outcome, records, scenario


def connected(gateway: Gateway, text: str, model: str = "claude-opus-5-5", stream: bool = True) -> socket.socket:
    """Send a request and return its connection."""
    body = json.dumps(message(text, model, stream=stream)).encode()
    head = f"POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: {gateway.key}\r\ncontent-type: application/json\r\n"
    connection = socket.create_connection(("127.0.0.1", gateway.port), 10)
    connection.sendall(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
    return connection


def until(connection: socket.socket, words: bytes) -> None:
    """Read until these words have come."""
    got = b""
    while words not in got:
        piece = connection.recv(65536)
        assert piece, got
        got += piece


async def half_a_head(heard: Heard) -> None:
    """A head that does not end."""
    await heard.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-")
    await heard.until_gone()


async def half_a_stream(heard: Heard) -> None:
    """Text, and no end."""
    await heard.send(SSE + chat_chunk({"content": "half"}))
    await heard.until_gone()


async def half_a_call(heard: Heard) -> None:
    """A tool call in the middle of its arguments."""
    function = {"name": "look", "arguments": '{"word": "ha'}
    await heard.send(SSE + chat_chunk({"tool_calls": [{"index": 0, "id": "c", "type": "function", "function": function}]}))
    await heard.until_gone()


async def half_a_body(heard: Heard) -> None:
    """A whole answer's beginning."""
    await heard.send(b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"id":')
    await heard.until_gone()


PHASES: dict[str, tuple[Behaviour, bool, bytes]] = {
    "before the head": (silence, True, b""),
    "before the head of a whole answer": (silence, False, b""),
    "inside the head": (half_a_head, True, b""),
    "in mid-stream": (half_a_stream, True, b"half"),
    "in a tool's arguments": (half_a_call, True, b"input_json_delta"),
    "inside a whole answer": (half_a_body, False, b""),
    "in a stream for a whole answer": (half_a_stream, False, b""),
}


@pytest.mark.parametrize("phase", PHASES)
def test_the_upstream_is_left_too(odd_gateway: Gateway, odd: OddUpstream, phase: str) -> None:
    """The upstream's connection is closed long before the time-out that would close it too; one record with 499."""
    behaviour, stream, words = PHASES[phase]
    mark = f"leave-{uuid.uuid4().hex}"
    odd.on(mark, behaviour)
    before = len(records(odd_gateway))
    connection = connected(odd_gateway, mark, model="odd", stream=stream)
    if words:
        until(connection, words)
    else:
        eventually(lambda: odd.of(mark))
        time.sleep(0.2)
    connection.close()
    assert odd.of(mark)[0].gone.wait(TIMEOUT / 2)
    eventually(lambda: len(records(odd_gateway)) > before)
    time.sleep(0.3)
    assert len(records(odd_gateway)) == before + 1
    (record,) = newest(odd_gateway)
    assert (record["status"], record["error"], record["model"]) == (499, "client_disconnected", "odd")


def test_no_retry_for_who_has_left(odd_gateway: Gateway, odd: OddUpstream) -> None:
    """Who leaves while a retry is waited for is not asked for again."""
    mark = f"leave-{uuid.uuid4().hex}"
    odd.on(mark, in_turn(fixed(429, b"", "retry-after: 3"), silence))
    before = len(records(odd_gateway))
    connection = connected(odd_gateway, mark, model="odd", stream=True)
    eventually(lambda: odd.of(mark))
    time.sleep(0.3)
    connection.close()
    assert [one["status"] for one in eventually(lambda: records(odd_gateway)[before:])] == [499]
    time.sleep(3.2)
    assert len(odd.of(mark)) == 1


@pytest.mark.parametrize("model", ["claude-opus-5-5", "claude-sonnet-5-5"])
def test_the_offline_backend_sees_it_too(gateway: Gateway, model: str) -> None:
    """The backend that start offers notices that its client has gone."""
    mark = uuid.uuid4().hex
    connection = connected(gateway, f"{scenario('long', chunks=400, delay_ms=50)} {mark}", model=model, stream=True)
    until(connection, b"chunk 3")
    connection.close()
    assert eventually(lambda: outcome(gateway, mark) == "client_disconnected", 15)


@pytest.mark.parametrize("stream", [True, False])
def test_a_stop_sequence_ends_the_upstream(gateway: Gateway, stream: bool) -> None:
    """What the upstream would still write for a minute is not waited for, streamed or not, and the upstream is told."""
    mark = uuid.uuid4().hex
    body = message(
        f"{scenario('long', chunks=600, delay_ms=100)} {mark}", model="claude-opus-5-5", stop_sequences=["chunk 3"], stream=stream
    )
    began = time.monotonic()
    answer = gateway.post(body)
    assert '"stop_sequence":"chunk 3"' in answer.text
    assert time.monotonic() - began < 40
    assert eventually(lambda: outcome(gateway, mark) == "client_disconnected", 15)


def test_what_a_stop_sequence_cut_off_is_counted_by_the_tokenizer(gateway: Gateway) -> None:
    """Once the tokenizer is there, which the first count brings, four characters are no token any more where they are more."""
    text = "\u9f98" * 100
    question = f"{scenario('text', text=f'{text} END of it')} {uuid.uuid4().hex}"
    body = message(question, model="claude-opus-5-5", stop_sequences=["END"])
    counted = {name: value for name, value in body.items() if name in ("model", "messages")}
    assert httpx.post(f"{gateway.url}/v1/messages/count_tokens", json=counted, headers=KEY, timeout=60).status_code == 200
    for stream in (False, True):
        answer = gateway.post({**body, "stream": stream})
        last = json.loads(answer.text.rsplit("event: message_delta\ndata: ", 1)[1].split("\n")[0]) if stream else answer.json()
        assert last["usage"]["output_tokens"] >= 200
