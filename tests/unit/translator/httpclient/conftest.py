import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest
import uvloop

from tests.odd_upstream import Behaviour, OddUpstream
from translator.httpclient.answer import Answer
from translator.httpclient.dial import Trust
from translator.httpclient.pool import Pool

T = TypeVar("T")
LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


class Asking:
    """A client on one kind of event loop, and an upstream that does what a test says."""

    def __init__(self, odd: OddUpstream, loop: str, name: str) -> None:
        self.odd = odd
        self.loop = loop
        # Nobody else's mark begins like it.
        self.mark = f"{name}/{loop}."

    def run(self, work: Callable[[Pool], Awaitable[T]], pool: Callable[[], Pool] = lambda: Pool(Trust(None), 5)) -> T:
        """Run with a pool of its own."""

        async def main() -> T:
            made = pool()
            try:
                return await asyncio.wait_for(work(made), 60)
            finally:
                await made.close()

        with asyncio.Runner(loop_factory=LOOPS[self.loop]) as runner:
            return runner.run(main())

    def on(self, behaviour: Behaviour) -> None:
        """Have this test's requests answered so."""
        self.odd.on(self.mark, behaviour)

    async def post(self, pool: Pool, size: int = 0, method: str = "POST") -> Answer:
        """Send one of this test's requests; size: of the filling in its body."""
        return await pool.request(method, f"{self.odd.url}/v1/x", {"a": "b"}, self.mark.encode() + b"x" * size)

    def whole(self) -> bytes:
        """Ask once; returns the body."""

        async def work(pool: Pool) -> bytes:
            return await (await self.post(pool)).whole()

        return self.run(work)

    @property
    def connections(self) -> int:
        """Return on how many connections this test's requests came."""
        return len({id(one.writer) for one in self.odd.of(self.mark)})


@pytest.fixture(scope="module")
def odd() -> Iterator[OddUpstream]:
    """An upstream that does what a test says."""
    with OddUpstream().running() as running:
        yield running


@pytest.fixture(params=LOOPS)
def asking(odd: OddUpstream, request: pytest.FixtureRequest) -> Asking:
    """A client on each kind of event loop."""
    return Asking(odd, request.param, request.node.name)
