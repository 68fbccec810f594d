"""The tokenizer in a process of its own, so that no message waits because somebody counts: one for each worker, from its first count on."""

import asyncio
import sys
from collections.abc import Callable

from translator.counting.in_thread import InThread
from translator.counting.job import Job, written
from translator.counting.process import Ended, Failed, Process
from translator.counting.tokenizer import Uncounted
from translator.target import Target
from translator.tokens import vocabulary
from translator.tokens.counting import Count

# Counts at once; what is beyond has to come again. Each holds its body.
MOST_WAITING = 64
# Seconds for one count: documents may take a while, and nothing takes this long that ends at all.
CLOCK = 120.0


class Beside:
    """Counts in one process, which is started when it is needed first, and again when it has ended."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._starting: asyncio.Task[Process] | None = None
        self._here = InThread()
        self._waiting = 0
        self._closed = False

    async def count(self, read: bytes, target: Target) -> Count:
        """Return what the target will count for a body; read: what reading() made of it. Raises Uncounted."""
        return await self._ask(Job(vocabulary.known(target.capability.encoding), target.wire, target.known_as), read)

    async def text(self, encoding: str, text: str) -> int:
        """Return the tokens of a text; raises Uncounted."""
        return (await self._ask(Job(vocabulary.known(encoding)), written(text))).tokens

    def loaded(self, encoding: str) -> bool:
        """Tell whether this vocabulary is there already."""
        process = self._process
        return process is not None and not process.ended and vocabulary.known(encoding) in process.loaded

    def counter(self, encoding: str) -> Callable[[str], int]:
        """Return what counts texts, for use in threads alone: it waits, and raises Uncounted."""
        loop = asyncio.get_running_loop()
        return lambda text: asyncio.run_coroutine_threadsafe(self.text(encoding, text), loop).result()

    async def close(self) -> None:
        """End the process; what is asked later is Uncounted."""
        self._closed = True
        if self._starting is not None:
            await asyncio.wait([self._starting])
        if self._process is not None:
            await self._process.close()

    async def _ask(self, job: Job, data: bytes) -> Count:
        if self._waiting >= MOST_WAITING:
            raise Uncounted(529, "overloaded_error", "Too many requests to count tokens wait: try again in a moment.", retry_after="1")
        self._waiting += 1
        try:
            # One that ended may have done so for any reason; one that ends again may have done so for this.
            for _ in range(2):
                try:
                    return await self._once(job, data)
                except Ended:
                    continue
        finally:
            self._waiting -= 1
        raise Uncounted(500, "api_error", "The process that counts tokens ended twice at this request. See openai-code logs.")

    async def _once(self, job: Job, data: bytes) -> Count:
        try:
            process = await self._running()
        except OSError as error:
            sys.stderr.write(
                f"the process that counts tokens does not start ({error.strerror}): its worker counts, and messages may wait\n"
            )
            return await self._here.ask(job, data)
        try:
            async with asyncio.timeout(CLOCK):
                return await process.ask(job, data)
        except Failed:
            raise Uncounted(500, "api_error", "Counting the tokens of this request failed. See openai-code logs.") from None
        except TimeoutError:
            process.kill()
            raise Uncounted(500, "api_error", "Counting the tokens of this request took too long.") from None

    async def _running(self) -> Process:
        if self._closed:
            raise Uncounted(503, "overloaded_error", "The gateway is stopping: try again in a moment.", retry_after="5")
        if self._process is not None and not self._process.ended:
            return self._process
        if self._starting is None:
            self._starting = asyncio.get_running_loop().create_task(self._start())
        # Who asked first may leave; others want it too.
        return await asyncio.shield(self._starting)

    async def _start(self) -> Process:
        try:
            self._process = await Process.start()
            return self._process
        finally:
            self._starting = None
