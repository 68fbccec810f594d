"""The tokenizer in the process itself: for what serves nobody else meanwhile, and where no other process can be started.

tiktoken builds a vocabulary without letting other threads run, which stops the event loop for as long (some 0.2 s, once).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from translator.counting.job import Job, done, written
from translator.target import Target
from translator.tokens import vocabulary
from translator.tokens.counting import Count


class InThread:
    """Counts in threads of its own: those of the event loop may be waiting for it."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="tokens")

    async def count(self, read: bytes, target: Target) -> Count:
        """Return what the target will count for a body; read: what reading() made of it."""
        return await self.ask(Job(target.capability.encoding, target.wire, target.known_as), read)

    async def text(self, encoding: str, text: str) -> int:
        """Return the tokens of a text."""
        return (await self.ask(Job(encoding), written(text))).tokens

    def loaded(self, encoding: str) -> bool:
        """Tell whether this vocabulary is there already."""
        return vocabulary.loaded(encoding) is not None

    def counter(self, encoding: str) -> Callable[[str], int]:
        """Return what counts texts, for use in threads alone."""
        return lambda text: vocabulary.load(encoding).count(text)

    async def close(self) -> None:
        """Nothing is to end: idle threads hold nobody up."""

    async def ask(self, job: Job, data: bytes) -> Count:
        """Count."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, done, job, data)
