"""MAX_RETRIES means what it says: so many calls more, and none where asking again is of no use."""

import asyncio

import pytest

from tests.odd_upstream import GOOD, OddUpstream, fixed, in_turn
from translator.asking.proxies import Proxies
from translator.asking.upstream import Ask, Upstream
from translator.failure import Failure


def ask(odd: OddUpstream, retries: int) -> Ask:
    """Return a request to this upstream."""
    return Ask(f"{odd.url}/v1/responses", {}, b'{"mark":1}', None, 1, retries, lambda _waits: None)


def post(asked: Ask) -> int:
    """Return the status of the answer; raises Failure."""

    async def once() -> int:
        upstream = Upstream(None, Proxies({}))
        try:
            response = await upstream.post(asked)
            await response.whole()
            return response.status
        finally:
            await upstream.close()

    return asyncio.run(once())


@pytest.mark.parametrize("retries", [0, 1, 2, 3])
def test_calls_of_a_failure(retries: int) -> None:
    """An upstream that keeps failing hears the request and its retries, not one more."""
    with OddUpstream().running() as odd:
        odd.on("mark", fixed(500, b"{}"))
        asked = ask(odd, retries)
        with pytest.raises(Failure):
            post(asked)
    assert (len(odd.heard), asked.tried) == (1 + retries, retries)


def test_calls_until_success() -> None:
    """A success ends it."""
    with OddUpstream().running() as odd:
        odd.on("mark", in_turn(fixed(503, b"{}"), GOOD))
        asked = ask(odd, 3)
        assert post(asked) == 200
    assert (len(odd.heard), asked.tried) == (2, 1)


def test_calls_of_a_refusal() -> None:
    """A refusal is heard once, whatever MAX_RETRIES is."""
    with OddUpstream().running() as odd:
        odd.on("mark", fixed(400, b'{"error": {"message": "no"}}'))
        with pytest.raises(Failure):
            post(ask(odd, 3))
    assert len(odd.heard) == 1
