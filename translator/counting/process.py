"""The tokenizer's process as its worker sees it: started, asked, ended."""

import asyncio
import contextlib
import itertools
import os
import sys
from pathlib import Path

import orjson

from translator.counting.child import HEAD
from translator.counting.job import Job
from translator.tokens.counting import Count

PROJECT = Path(__file__).resolve().parents[2]
LEAVES = 1.0  # Seconds that it may take to end by itself.


class Ended(Exception):  # noqa: N818 (no error of anybody's: a process has ended)
    """The process ended before it had answered."""


class Process:
    """One running process; all of it on one event loop. loaded: the vocabularies that it has counted with."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("the process needs pipes")
        self._process, self._asked, self._answers = process, process.stdin, process.stdout
        self._numbers = itertools.count()
        self._awaited: dict[int, asyncio.Future[list[int]]] = {}
        self.loaded: set[str] = set()
        self.ended = False
        self._closing = False
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    @classmethod
    async def start(cls) -> "Process":
        """Start it; raises OSError where the system refuses."""
        # None of the worker's environment, which holds keys. A session of its own: what ends the worker by a signal to all of its
        # group need not stop this one in the middle of a line; it ends by itself when the worker's end of the pipe is closed.
        environment = {"PYTHONPATH": os.pathsep.join([str(PROJECT), *filter(None, sys.path)])}
        options = ["-P", *(["-B"] if sys.dont_write_bytecode else [])]
        return cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, *options, "-m", "translator.counting.child"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=environment,
                start_new_session=True,
            )
        )

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    async def ask(self, job: Job, data: bytes) -> Count:
        """Have it count; raises Ended, RuntimeError where counting failed. Who stops waiting leaves nothing behind but the work."""
        if self.ended:
            raise Ended
        number = next(self._numbers)
        answer = self._awaited[number] = asyncio.get_running_loop().create_future()
        try:
            told = orjson.dumps(list(job))
            self._asked.writelines([HEAD.pack(number, len(told), len(data)) + told, data])
            said = await answer
        finally:
            del self._awaited[number]
        if not said:
            raise RuntimeError("counting failed")
        self.loaded.add(job.encoding)
        return Count(*said)

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def close(self) -> None:
        """Let it end, and see to it that it does."""
        self._closing = True
        self._asked.close()
        try:
            await asyncio.wait_for(asyncio.shield(self._listening), LEAVES)
        except TimeoutError:
            self.kill()
            await self._listening

    async def _listen(self) -> None:
        try:
            async for line in self._answers:
                number, *said = orjson.loads(line)
                answer = self._awaited.get(number)
                if answer is not None and not answer.done():
                    answer.set_result(said)
        except asyncio.CancelledError:
            # The worker ends, in a hurry.
            self._closing = True
            raise
        finally:
            self.ended = True
            for answer in self._awaited.values():
                if not answer.done():
                    answer.set_exception(Ended())
            self._asked.close()
            self.kill()
            status = await self._process.wait()
            if not self._closing:
                sys.stderr.write(f"the process that counts tokens ended with status {status}; the next count starts another\n")
