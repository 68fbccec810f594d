"""Silence of the upstream: pings, and an end."""

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor

from tests.gateway import Gateway, message
from tests.odd_upstream import Heard, OddUpstream
from tests.stack.translating import Streamed, record_of, scenario, streamed


def test_pings_in_every_silence(gateway: Gateway) -> None:
    """Within 10 s of silence and every 10 s later there is a ping, before the first byte as in mid-stream, and then the answer goes on."""
    with ThreadPoolExecutor(3) as pool:
        before = pool.submit(streamed, gateway, scenario("slow_headers", seconds=21))
        after_headers = pool.submit(streamed, gateway, scenario("slow_body", seconds=11))
        middle = pool.submit(streamed, gateway, scenario("stall", seconds=21))
    got = before.result()
    assert got.names[:3] == ["ping", "ping", "message_start"]
    assert got.headers_at <= 10
    assert got.at("ping")[0] <= 10
    assert got.at("ping")[1] - got.at("ping")[0] <= 10.2
    assert got.last["type"] == "message_stop"
    assert after_headers.result().names[0] == "ping"
    _pinged_in_the_middle(middle.result())


def _pinged_in_the_middle(got: Streamed) -> None:
    assert got.names.count("ping") == 2
    assert got.names.index("message_start") < got.names.index("ping")
    assert got.last["type"] == "message_stop"
    moments = [moment for moment, _ in got.events]
    assert max(later - earlier for earlier, later in itertools.pairwise(moments)) <= 10.2


async def _late(heard: Heard) -> None:
    await asyncio.sleep(10)
    await heard.answer(400, b'{"error":{"message":"late words","code":"context_length_exceeded"}}')


def test_an_upstream_that_stays_silent_is_ended(odd_gateway: Gateway, odd: OddUpstream) -> None:
    """After REQUEST_TIMEOUT: timeout_error, as an event where the stream has begun, as 504 where not; the upstream is left.

    A refusal that comes after the first ping is an event of its own type.
    """
    odd.on("late", _late)
    with ThreadPoolExecutor(4) as pool:
        late = pool.submit(streamed, odd_gateway, "late", model="odd")
        begun = pool.submit(streamed, odd_gateway, "silent", model="odd")
        whole = pool.submit(odd_gateway.post, message("silent", model="odd"))
        middle = pool.submit(streamed, odd_gateway, "half-silent", model="odd")
    got = begun.result()
    assert got.names == ["ping", "error"]
    assert got.last["error"]["type"] == "timeout_error"
    assert "REQUEST_TIMEOUT" in got.last["error"]["message"]
    assert 11.9 <= got.at("error")[0] <= 13.5
    assert record_of(odd_gateway, got.id)["status"] == 504
    answer = whole.result()
    assert (answer.status_code, answer.json()["error"]["type"]) == (504, "timeout_error")
    assert record_of(odd_gateway, answer.headers["request-id"])["error"] == "timeout_error"
    assert middle.result().names[-1] == "error"
    assert middle.result().last["error"]["type"] == "timeout_error"
    assert middle.result().text == "half"
    assert late.result().names == ["ping", "error"]
    assert late.result().last["error"]["type"] == "invalid_request_error"
    assert late.result().last["error"]["message"].startswith("prompt is too long: ")
    assert late.result().last["request_id"] == late.result().id
    assert all(one.gone.wait(2) for mark in ("silent", "half-silent") for one in odd.of(f'"{mark}"'))
