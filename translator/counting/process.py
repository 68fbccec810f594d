"""The tokenizer's process as its worker sees it: started, asked, ended."""

import asyncio
import contextlib
import itertools
import os
import socket
import subprocess
import sys
from pathlib import Path

import orjson

from gateway.priority import NICER
from translator.counting.child import HEAD
from translator.counting.job import Job
from translator.tokens.counting import Count

PROJECT = Path(__file__).resolve().parents[2]
LEAVES = 1.0  # Seconds that it may take to end by itself.


class Ended(Exception):  # noqa: N818 (no error of anybody's: a process has ended)
    """The process ended before it had answered."""


class Failed(Exception):  # noqa: N818 (of one count, told by the process itself)
    """Counting failed."""


class Process:
    """One running process; all of it on one event loop. loaded: the vocabularies that it has counted with."""

    def __init__(self, process: subprocess.Popen[bytes], answers: asyncio.StreamReader, asked: asyncio.StreamWriter) -> None:
        self._process, self._answers, self._asked = process, answers, asked
        self._numbers = itertools.count()
        self._awaited: dict[int, asyncio.Future[list[int]]] = {}
        self.loaded: set[str] = set()
        self.ended = False
        self._closing = False
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    @classmethod
    async def start(cls) -> "Process":
        """Start it; raises OSError where the system refuses."""
        ours, its = socket.socketpair()
        try:
            with its:
                # In a thread: an event loop's own way of starting processes stops it for as long as that takes, 10 ms and more.
                process = await asyncio.to_thread(_started, its)
            return cls(process, *await asyncio.open_unix_connection(sock=ours))
        except BaseException:
            ours.close()
            raise

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    async def ask(self, job: Job, data: bytes) -> Count:
        """Have it count; raises Ended, and Failed where counting failed. Who stops waiting leaves nothing behind but the work."""
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
            raise Failed
        self.loaded.add(job.encoding)
        return Count(*said)

    def kill(self) -> None:
        """End it at once."""
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
            status = await asyncio.to_thread(self._process.wait)
            if not self._closing:
                sys.stderr.write(f"the process that counts tokens ended with status {status}; the next count starts another\n")


def _started(its: socket.socket) -> subprocess.Popen[bytes]:
    # None of the worker's environment, which holds keys. A session of its own: what ends the worker by a signal to all of its group
    # need not stop this one in the middle of a line; it ends by itself when the worker's end of the socket is closed.
    environment = {"PYTHONPATH": os.pathsep.join([str(PROJECT), *filter(None, sys.path)])}
    command = [sys.executable, "-P", *(["-B"] if sys.dont_write_bytecode else []), "-m", "translator.counting.child"]
    process = subprocess.Popen(command, stdin=its.fileno(), stdout=its.fileno(), env=environment, start_new_session=True)
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, NICER)
    return process
