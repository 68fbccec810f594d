"""The tokenizer's own process: it counts as the worker would, ends with it, and is replaced when it ended."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path

import psutil
import pytest
import uvloop

from translator.counting import beside as module
from translator.counting.beside import Beside
from translator.counting.job import Job
from translator.counting.process import PROJECT, Process
from translator.counting.reading import reading
from translator.counting.tokenizer import Uncounted
from translator.target import Capability, Target
from translator.tokens import vocabulary
from translator.tokens.counting import count

TARGET = Target("gpt-4.1", "chat", Capability(openai=True))
FAMILY = "o200k_base"
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {"a": {"default": 1.5}}}}}
BODY = {"model": "gpt-4.1", "stream": True, "tools": [TOOL], "messages": [{"role": "user", "content": "Wörter, 龘 and words. " * 100}]}
# Starts a tokenizer's process, tells its id and whether the table came into this one, and stays.
WORKER = """
import asyncio, sys
from translator.counting.beside import Beside
async def work():
    beside = Beside()
    await beside.text("o200k_base", "a")
    print(beside._process.pid, "tiktoken" in sys.modules, flush=True)
    await asyncio.sleep(60)
asyncio.run(work())
"""
Run = Callable[[Callable[[Beside], Coroutine[None, None, None]]], None]


@contextlib.asynccontextmanager
async def one() -> AsyncIterator[Beside]:
    """A tokenizer that is ended whatever happens."""
    beside = Beside()
    try:
        yield beside
    finally:
        await beside.close()


@pytest.fixture
def run() -> Run:
    """Run on the worker's own kind of event loop."""

    async def with_one(work: Callable[[Beside], Coroutine[None, None, None]]) -> None:
        async with one() as beside:
            await work(beside)

    return lambda work: uvloop.run(with_one(work))


def process_of(beside: Beside) -> Process:
    """Return the process that runs."""
    assert beside._process is not None
    return beside._process


async def pid_after(beside: Beside, before: int | None) -> int:
    """Return the id of the process that runs, once it is another one than before."""
    while beside._process is None or beside._process.pid == before:
        await asyncio.sleep(0.001)
    return beside._process.pid


def gone(pid: int) -> bool:
    """Wait until a process has ended; returns whether it has within ten seconds."""
    end = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_it_counts_as_the_worker_would(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies and texts, half surrogates too, cost what they cost in this process; only then is the vocabulary there; it sees no key."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-must-not-be-seen")

    async def work(beside: Beside) -> None:
        assert not beside.loaded(FAMILY)
        assert await beside.count(reading(BODY), TARGET) == count(BODY, TARGET)
        assert beside.loaded(FAMILY)
        assert beside.loaded("no such")
        assert not beside.loaded("cl100k_base")
        for text in ("", "Half: \ud83d.", "a b c " * 50_000):
            assert await beside.text(FAMILY, text) == vocabulary.load(FAMILY).count(text)
        assert await asyncio.to_thread(beside.counter(FAMILY), "tiktoken is great!") == 6
        many = await asyncio.gather(*(beside.text(FAMILY, "word " * number) for number in range(1, 50)))
        assert many == [vocabulary.load(FAMILY).count("word " * number) for number in range(1, 50)]
        if Path("/proc/self/environ").exists():
            assert b"sk-must" not in Path(f"/proc/{process_of(beside).pid}/environ").read_bytes()

    run(work)


def test_one_that_ended_is_replaced(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    """Whether it was idle or at work when it was killed, the count comes from another one."""

    async def work(beside: Beside) -> None:
        assert await beside.text(FAMILY, "Hello") == 1
        first = process_of(beside)
        os.kill(first.pid, signal.SIGKILL)
        while not first.ended:
            await asyncio.sleep(0.001)
        assert not beside.loaded(FAMILY)
        asked = asyncio.create_task(beside.text(FAMILY, "Hello"))
        second = await pid_after(beside, first.pid)
        os.kill(second, signal.SIGKILL)
        assert await asked == 1

    run(work)
    assert "ended with status -9" in capfd.readouterr().err


def test_what_ends_it_twice_is_refused(run: Run) -> None:
    """A count that no process survives is given up, and the next one is made."""

    async def work(beside: Beside) -> None:
        asked = asyncio.create_task(beside.text(FAMILY, "word " * 2_000_000))
        pid = None
        for _ in range(2):
            pid = await pid_after(beside, pid)
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(Uncounted, match="ended twice"):
            await asked
        assert await beside.text(FAMILY, "Hello") == 1

    run(work)


def test_a_client_that_leaves(run: Run) -> None:
    """Who stops waiting leaves nothing behind, also while the process is only started for it, and the next is answered rightly."""

    async def work(beside: Beside) -> None:
        for _ in range(3):
            asked = asyncio.create_task(beside.text(FAMILY, "word " * 100_000))
            await asyncio.sleep(0)
            asked.cancel()
        asked = asyncio.create_task(beside.text(FAMILY, "word " * 100_000))
        await pid_after(beside, None)
        asked.cancel()
        assert await beside.text(FAMILY, "Hello") == 1
        assert process_of(beside)._awaited == {}
        assert beside._waiting == 0

    run(work)


def test_what_waits_is_bounded(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than so many counts at once are sent away, to come again."""
    monkeypatch.setattr(module, "MOST_WAITING", 2)

    async def work(beside: Beside) -> None:
        asked = [asyncio.create_task(beside.text(FAMILY, "Hello")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Uncounted, match="try again") as refused:
            await beside.text(FAMILY, "Hello")
        assert (refused.value.status, refused.value.retry_after) == (529, "1")
        assert await asyncio.gather(*asked) == [1, 1]

    run(work)


def test_a_count_that_fails(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    """What cannot be counted is an error of its own request, told without its words; the process goes on."""

    async def work(beside: Beside) -> None:
        assert await beside.text(FAMILY, "Hello") == 1
        with pytest.raises(Uncounted, match="failed"):
            # So that a message goes on without its count.
            await beside._ask(Job(FAMILY, "chat", "gpt-4.1"), b"a secret that is no JSON")
        pid = process_of(beside).pid
        assert await beside.text(FAMILY, "Hello") == 1
        assert process_of(beside).pid == pid

    run(work)
    said = capfd.readouterr().err
    assert "a count failed: JSONDecodeError at " in said
    assert "secret" not in said


def test_one_that_hangs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A count that takes too long ends its process; the next count has another."""
    monkeypatch.setattr(module, "CLOCK", 0.0)

    async def work(beside: Beside) -> None:
        with pytest.raises(Uncounted, match="too long"):
            await beside.text(FAMILY, "Hello")
        monkeypatch.setattr(module, "CLOCK", 60.0)
        assert await beside.text(FAMILY, "Hello") == 1

    run(work)


def test_where_none_can_be_started(run: Run, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """The worker counts by itself, and says that messages may wait."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    async def work(beside: Beside) -> None:
        assert await beside.count(reading(BODY), TARGET) == count(BODY, TARGET)
        assert not beside.loaded(FAMILY)

    run(work)
    assert "does not start (No such file or directory)" in capfd.readouterr().err


def test_it_ends_with_close() -> None:
    """It leaves when it is told to, at once, and nothing is counted any more."""

    async def work() -> int:
        async with one() as beside:
            await beside.text(FAMILY, "Hello")
            pid = process_of(beside).pid
        with pytest.raises(Uncounted, match="stopping"):
            await beside.text(FAMILY, "Hello")
        return pid

    assert gone(uvloop.run(work()))


def test_it_ends_with_its_worker() -> None:
    """However the worker ends, also by a signal to its whole group, none is left over, silently; the worker never builds the table."""
    command, piped = [sys.executable, "-c", WORKER], subprocess.PIPE
    with contextlib.ExitStack() as running:
        endings = signal.SIGKILL, signal.SIGTERM, signal.SIGINT
        workers = [
            running.enter_context(subprocess.Popen(command, cwd=PROJECT, stdout=piped, stderr=piped, start_new_session=True))
            for _ in endings
        ]
        for worker, ending in zip(workers, endings, strict=True):
            assert worker.stdout is not None
            pid, table = worker.stdout.readline().split()
            os.killpg(worker.pid, ending)
            _, said = worker.communicate(timeout=20)
            assert table == b"False"
            assert gone(int(pid))
            assert b"child.py" not in said
            assert b"counts tokens" not in said
