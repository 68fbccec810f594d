"""Silence of the upstream: pings, and an end."""

import asyncio
import itertools
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest

from tests.gateway import Gateway, message
from tests.odd_upstream import Heard, OddUpstream
from tests.stack.translating import Streamed, record_of, scenario, streamed

# Ten seconds, and what a slow machine may be late.
SOON = 10.0 + 3.0


@dataclass
class Silences:
    """Streams during an upstream's silence: before it answers, after its headers, in mid-answer, for good, or until it refuses.

    whole: a request without streaming, for good.
    """

    before: Future[Streamed]
    after_headers: Future[Streamed]
    middle: Future[Streamed]
    begun: Future[Streamed]
    half: Future[Streamed]
    late: Future[Streamed]
    whole: Future[httpx.Response]


@pytest.fixture(scope="module")
def silences(gateway: Gateway, odd_gateway: Gateway, odd: OddUpstream) -> Iterator[Silences]:
    """All of them at once, since each lasts for long."""
    odd.on("late", _late)
    with ThreadPoolExecutor(7) as pool:
        yield Silences(
            pool.submit(streamed, gateway, scenario("slow_headers", seconds=21)),
            pool.submit(streamed, gateway, scenario("slow_body", seconds=11)),
            pool.submit(streamed, gateway, scenario("stall", seconds=21)),
            pool.submit(streamed, odd_gateway, "silent", model="odd"),
            pool.submit(streamed, odd_gateway, "half-silent", model="odd"),
            pool.submit(streamed, odd_gateway, "late", model="odd"),
            pool.submit(odd_gateway.post, message("silent", model="odd")),
        )


def test_pings_in_every_silence(silences: Silences) -> None:
    """Within 10 s of silence and every 10 s later there is a ping, before the first byte as in mid-stream, and then the answer goes on."""
    got = silences.before.result()
    assert got.names[:3] == ["ping", "ping", "message_start"]
    assert got.headers_at <= SOON
    assert got.at("ping")[0] <= SOON
    assert got.at("ping")[1] - got.at("ping")[0] <= SOON
    assert got.last["type"] == "message_stop"
    assert silences.after_headers.result().names[0] == "ping"
    _pinged_in_the_middle(silences.middle.result())


def _pinged_in_the_middle(got: Streamed) -> None:
    assert got.names.count("ping") == 2
    assert got.names.index("message_start") < got.names.index("ping")
    assert got.last["type"] == "message_stop"
    moments = [moment for moment, _ in got.events]
    assert max(later - earlier for earlier, later in itertools.pairwise(moments)) <= SOON


async def _late(heard: Heard) -> None:
    # After the ping at 9.5 s, before REQUEST_TIMEOUT.
    await asyncio.sleep(10.8)
    await heard.answer(400, b'{"error":{"message":"late words","code":"context_length_exceeded"}}')


def test_an_upstream_that_stays_silent_is_ended(silences: Silences, odd_gateway: Gateway, odd: OddUpstream) -> None:
    """After REQUEST_TIMEOUT: timeout_error, as an event where the stream has begun, as 504 where not; the upstream is left.

    A refusal that comes after the first ping is an event of its own type.
    """
    got = silences.begun.result()
    assert got.names == ["ping", "error"]
    assert got.last["error"]["type"] == "timeout_error"
    assert "REQUEST_TIMEOUT" in got.last["error"]["message"]
    assert 11.9 <= got.at("error")[0] <= 20
    assert record_of(odd_gateway, got.id)["status"] == 504
    answer = silences.whole.result()
    assert (answer.status_code, answer.json()["error"]["type"]) == (504, "timeout_error")
    assert record_of(odd_gateway, answer.headers["request-id"])["error"] == "timeout_error"
    half, late = silences.half.result(), silences.late.result()
    assert half.names[-1] == "error"
    assert half.last["error"]["type"] == "timeout_error"
    assert half.text == "half"
    assert late.names == ["ping", "error"]
    assert late.last["error"]["type"] == "invalid_request_error"
    assert late.last["error"]["message"].startswith("prompt is too long: ")
    assert late.last["request_id"] == late.id
    assert all(one.gone.wait(10) for mark in ("silent", "half-silent") for one in odd.of(f'"{mark}"'))
