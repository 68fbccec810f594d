"""Retries: before the first byte alone."""

import uuid

import pytest

from tests.gateway import Gateway, message
from tests.odd_upstream import GOOD, Behaviour, OddUpstream, close, fixed, in_turn, reset
from tests.stack.translating import record_of, scenario, seen, streamed


def once(**options: object) -> tuple[str, str]:
    """Return a scenario that nobody has played before, and its mark."""
    mark = uuid.uuid4().hex
    return scenario("error", message=mark, **options), mark


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_what_may_pass_is_tried_again(gateway: Gateway, status: int) -> None:
    """Two failures and a success are a success, in one record that tells the retries."""
    text, mark = once(status=status, times=2)
    got = streamed(gateway, text)
    assert (got.status, got.last["type"]) == (200, "message_stop")
    assert len(seen(gateway, mark)) == 3
    assert record_of(gateway, got.id)["retries"] == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_refusals_are_final(gateway: Gateway, status: int) -> None:
    """A refusal is passed on at once."""
    text, mark = once(status=status)
    assert gateway.post(message(text)).status_code in (status, 400)
    assert len(seen(gateway, mark)) == 1


def test_no_more_than_max_retries(gateway: Gateway) -> None:
    """After MAX_RETRIES (2) the failure is the client's; the record tells them."""
    text, mark = once(status=500)
    answer = gateway.post(message(text))
    assert answer.status_code == 500
    assert len(seen(gateway, mark)) == 3
    assert record_of(gateway, answer.headers["request-id"])["retries"] == 2


def test_quota_is_not_asked_for_again(gateway: Gateway) -> None:
    """A 429 that waiting cannot mend is asked once, and the client is told so."""
    text, mark = once(status=429, code="insufficient_quota")
    answer = gateway.post(message(text))
    assert (answer.status_code, answer.headers["x-should-retry"]) == (429, "false")
    assert len(seen(gateway, mark)) == 1


def test_retry_after_is_honoured_up_to_a_limit(gateway: Gateway) -> None:
    """A second is waited for; half a minute is the client's own affair, and it is told."""
    text, mark = once(status=429, times=1, retry_after=1)
    got = streamed(gateway, text)
    assert got.status == 200
    first, second = (one["time"] for one in seen(gateway, mark))
    assert second - first >= 1
    text, mark = once(status=429, retry_after=30)
    answer = gateway.post(message(text))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert len(seen(gateway, mark)) == 1


@pytest.mark.parametrize("bad", [close, reset, fixed(500, b"")])
def test_broken_connections_are_tried_again(odd_gateway: Gateway, odd: OddUpstream, bad: Behaviour) -> None:
    """A connection that breaks before an answer is made anew."""
    mark = f"broken-{uuid.uuid4().hex}"
    odd.on(mark, in_turn(bad, GOOD))
    answer = odd_gateway.post(message(mark, model="odd-responses"))
    assert answer.status_code == 200, answer.text
    assert record_of(odd_gateway, answer.headers["request-id"])["retries"] == 1
