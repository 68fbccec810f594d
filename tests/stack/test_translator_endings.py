"""Streams that break: whole, or with an error as their end."""

import asyncio

from tests.gateway import Gateway
from tests.odd_upstream import SSE, Heard, OddUpstream, chat_chunk
from tests.stack.translating import record_of, scenario, seen, streamed


def test_a_stream_that_fails_ends_with_an_error(gateway: Gateway) -> None:
    """Cut or failed in the middle: an error event is the end, and nothing is asked again after bytes were sent."""
    for name in ("cut", "fail_midstream"):
        text = f"{scenario(name, delay_ms=50)} ends {name}"
        got = streamed(gateway, text)
        assert got.status == 200
        assert got.last["type"] == "error"
        assert got.last["error"]["type"] == "api_error"
        assert got.text
        assert len(seen(gateway, f"ends {name}")) == 1
        assert record_of(gateway, got.id)["status"] == 500


def test_a_stream_that_is_reset(odd_gateway: Gateway, odd: OddUpstream) -> None:
    """A connection that is reset after the first words: the words, then an error event; asked once."""

    async def behave(heard: Heard) -> None:
        await heard.send(SSE + chat_chunk({"content": "words"}))
        await asyncio.sleep(0.5)
        heard.writer.transport.abort()

    odd.on("reset-later", behave)
    got = streamed(odd_gateway, "reset-later", model="odd")
    assert (got.text, got.last["type"], got.last["error"]["type"]) == ("words", "error", "api_error")
    assert len(odd.of("reset-later")) == 1


def test_a_cut_after_everything_was_said_is_no_failure(odd_gateway: Gateway, odd: OddUpstream) -> None:
    """Where the model has ended its answer, a connection that breaks before the last formalities costs nothing."""

    async def behave(heard: Heard) -> None:
        await heard.send(SSE.replace(b"connection: close", b"transfer-encoding: chunked"))
        event = chat_chunk({"content": "all"}) + chat_chunk({}, "stop")
        await heard.send(b"%x\r\n%s\r\n" % (len(event), event))
        heard.writer.transport.abort()

    odd.on("late-cut", behave)
    got = streamed(odd_gateway, "late-cut", model="odd")
    assert (got.text, got.last["type"]) == ("all", "message_stop")
