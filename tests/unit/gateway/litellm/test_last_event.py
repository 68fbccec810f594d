"""The layer around LiteLLM's application that ends the streams which lack their end: asked as a server would ask it."""

import asyncio
import json

import pytest

from gateway.litellm.last_event import LastEvent, Message, Receive, Send
from tests.unit.gateway.litellm.test_records import JSON, SSE, STREAM, event

MESSAGES = "/v1/messages"
SAID = event("content_block_delta", delta={"text": 'I say:\nevent: message_stop\n{"type": "message_stop"}'})


def got(pieces: list[bytes], kind: str = SSE, path: str = MESSAGES, last: bytes = b"", packed: bool = False) -> bytes:
    """Return what the client gets of an answer in these pieces; last: what comes with the word that it is over."""

    async def app(_scope: Message, _receive: Receive, send: Send) -> None:
        headers = [(b"content-type", kind.encode()), *([(b"content-encoding", b"gzip")] if packed else [])]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": last})

    sent: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message.get("body", b""))

    scope = {"type": "http", "method": "POST", "path": path, "headers": [(b"x-request-id", b"req_1")]}
    asyncio.run(LastEvent(app)(scope, receive, send))
    return b"".join(sent)


@pytest.mark.parametrize("cut", [STREAM[:3], [*STREAM[:2], STREAM[2][:30]], [], [*STREAM[:3], SAID]])
def test_a_stream_that_breaks_off(cut: list[bytes]) -> None:
    """Within an event, too, and before the first: an error, in an event of its own, is the last one, whatever the answer spoke of."""
    *_, name, data = got(cut).strip().splitlines()
    assert got(cut).startswith(b"".join(cut) + b"\n\nevent: error\n")
    told = json.loads(data.removeprefix(b"data: "))
    assert (name, told["error"]["type"], told["request_id"]) == (b"event: error", "api_error", "req_1")


@pytest.mark.parametrize(
    "pieces",
    [
        STREAM,
        [event("error", error={"type": "overloaded_error", "message": "x" * 500})],
        [*STREAM[:3], b'data: {"type":"message_stop"}\n\n'],
        [bytes([one]) for one in b"".join(STREAM)],
    ],
    ids=["whole", "failed", "without names", "byte by byte"],
)
def test_a_stream_with_its_end(pieces: list[bytes]) -> None:
    """Passes as it came, in whatever pieces."""
    assert got(pieces) == b"".join(pieces)
    assert got(pieces[:-1], last=pieces[-1]) == b"".join(pieces)


def test_what_is_no_stream_of_messages() -> None:
    """Passes as it came: an answer in one piece, a stream of another endpoint, packed bytes."""
    cut = STREAM[:3]
    assert got([b"{"], JSON) == b"{"
    assert got(cut, path="/v1/responses") == got(cut, packed=True) == b"".join(cut)
