import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from translator.counting import corrections as module
from translator.counting.corrections import Corrections
from translator.counting.reading import digest, reading
from translator.plan import Plan
from translator.request.passes import plan as make_plan
from translator.request.wires import to_chat
from translator.target import Capability, Target
from translator.tokens.counting import Count, count

TARGET = Target("gpt-4.1", "chat", Capability(openai=True))
TEXT = "Write a haiku about a translator. " * 100


def planned(text: str, stream: bool) -> Plan:
    """The plan of a message with one text."""
    body = {"model": "claude", "max_tokens": 50 if stream else 1, "stream": stream, "messages": [{"role": "user", "content": text}]}
    return make_plan(body, TARGET, "claude", None)


def counted(corrections: Corrections, text: str) -> int:
    """Count a text as the endpoint does."""
    body = to_chat.write(planned(text, stream=False))
    return corrections.counted(TARGET.model, digest(reading(body)), count(body, TARGET))


async def observed(corrections: Corrections, text: str, reported: int) -> None:
    """Report a message and wait until it was looked at."""
    corrections.observe(planned(text, stream=True), reported)
    for _ in range(6000):
        await asyncio.sleep(0.005)
        if not corrections._busy:
            return


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[Coroutine[Any, Any, None]], None]:
    """Look at messages at once."""
    monkeypatch.setattr(module, "LATER_SECONDS", 0.0)
    return asyncio.run


def test_counts_learn_from_the_same_messages(run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
    """Twenty messages that were counted before, each reported 2% higher, raise the next count by 2%."""

    async def work() -> None:
        corrections = Corrections()
        for turn in range(20):
            text = f"{turn} {TEXT}"
            assert counted(corrections, text) == count(to_chat.write(planned(text, stream=False)), TARGET).tokens
            await observed(corrections, text, round(counted(corrections, text) * 1.02))
        assert corrections.show()["gpt-4.1"]["observations"] == 20
        plain = count(to_chat.write(planned(TEXT, stream=False)), TARGET).tokens
        assert counted(corrections, TEXT) == round(plain * corrections.show()["gpt-4.1"]["factor"]) > plain

    run(work())


def test_messages_alone_load_nothing(run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
    """A worker that never counted does not begin to because of messages."""

    async def work() -> None:
        corrections = Corrections()
        await observed(corrections, TEXT, 1000)
        assert corrections.show() == {}

    run(work())


def test_other_messages_are_sampled_seldom(run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
    """Of messages that were not counted before, one is looked at, and the next only after ten seconds."""

    async def work() -> None:
        corrections = Corrections()
        counted(corrections, TEXT)
        for turn in range(5):
            await observed(corrections, f"{turn} {TEXT}", 1000)
        assert corrections.show()["gpt-4.1"]["observations"] == 1

    run(work())


def test_notes_of_the_message_stay_as_they_are(run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
    """Writing the body once more for the count adds nothing to the message's ledger."""

    async def work() -> None:
        corrections = Corrections()
        counted(corrections, TEXT)
        plan = planned(TEXT, stream=True)
        before = dict(plan.notes.kinds)
        corrections.observe(plan, 1000)
        await asyncio.sleep(0.1)
        assert plan.notes.kinds == before

    run(work())


def test_names_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever counts for ever other names of models fills no memory."""
    monkeypatch.setattr(module, "MOST_MODELS", 3)
    corrections = Corrections()
    assert [corrections.counted(f"gpt-{number}", b"", Count(7)) for number in range(9)] == [7] * 9
    assert list(corrections.show()) == ["gpt-0", "gpt-1", "gpt-2"]
