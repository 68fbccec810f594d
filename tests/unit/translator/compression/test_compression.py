"""PROMPT_COMPRESSION on a request's way: counted with the model's tokenizer, kept, noted, and a summary made once."""

import asyncio
from pathlib import Path

import pytest

from gateway.records import Record
from translator.compression.compression import NOTE, Compression, Mode
from translator.compression.summaries import FOLDER, Summaries
from translator.failure import Failure
from translator.plan import Plan
from translator.request.prompt.headings import RULES
from translator.target import Capability, Target
from translator.tokens import vocabulary

pytestmark = pytest.mark.anyio
OWN = "# Environment\n - Primary working directory: /home/ann"
PROMPT = "You are an agent.\n\n# Harness\n" + " - Tools run.\n" * 100 + "\n# Memory\nKeep files.\n\n" + OWN
LONG = "\n\n".join(f"Rule {number}: never do thing number {number} unless thing {number + 1} is done." for number in range(400))
COUNT = vocabulary.load("o200k_base").count
SUMMARY = "Do none of the four hundred things before the next of them is done. " * 3


@pytest.fixture
def anyio_backend() -> str:
    """The worker's own kind of event loop."""
    return "asyncio"


def planned(*system: str, model: str = "gpt-5.2") -> Plan:
    """Return a plan with this system prompt."""
    return Plan(body={}, target=Target(model, "responses", Capability()), asked="claude", system=list(system))


def compression(folder: Path, mode: Mode = "compact", budget: int = 2000) -> Compression:
    """Return the compression of one worker."""
    return Compression(mode, budget, Summaries(folder, 5))


class Model:
    """Summarizes, and counts how often."""

    def __init__(self, said: str | Failure = SUMMARY) -> None:
        self.said = said
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, text: str, room: int) -> str:
        """Answer as a model would."""
        self.asked.append((text, room))
        await asyncio.sleep(0.01)
        if isinstance(self.said, Failure):
            raise self.said
        return self.said


async def test_compact(tmp_path: Path) -> None:
    """What was before and is after stands in the record, counted with the model's tokenizer; the plan notes it."""
    plan, record = planned("You are Claude Code.", PROMPT), Record("now", "id")
    await compression(tmp_path).apply(plan, None, record)
    assert plan.system == [RULES, "You are Claude Code.\n\nYou are an agent.", OWN]
    assert plan.notes.kinds == {NOTE: 1}
    assert record.prompt_tokens_before == COUNT("You are Claude Code.") + COUNT(PROMPT)
    assert record.prompt_tokens_after == sum(map(COUNT, plan.system))


async def test_never_longer(tmp_path: Path) -> None:
    """A prompt that would not get shorter, since nearly all of it is the user's own, goes as it came and without a note."""
    system = f"# Tone and style\nShort.\n\n{OWN}{' x' * 500}"
    plan, record = planned(system), Record("now", "id")
    await compression(tmp_path, budget=300).apply(plan, None, record)
    assert (plan.system, plan.notes.kinds, record.prompt_tokens_before) == ([system], {}, None)


@pytest.mark.parametrize("mode", ["compact", "summarize"])
async def test_what_fits_is_not_touched(tmp_path: Path, mode: Mode) -> None:
    """A prompt within the budget that is not Claude Code's own goes as it came."""
    plan, record, model = planned("You help.\n\n\n\nA lot."), Record("now", "id"), Model()
    await compression(tmp_path, mode).apply(plan, model, record)
    assert (plan.system, plan.notes.kinds, record.prompt_tokens_before) == (["You help.\n\n\n\nA lot."], {}, None)
    assert model.asked == []


async def test_the_same_again(tmp_path: Path) -> None:
    """Requests of a session get the same bytes, from one worker or several; what is beyond the budget is cut."""
    made = []
    for worker in (compression(tmp_path), compression(tmp_path)):
        for _ in range(2):
            plan = planned(LONG, PROMPT)
            await worker.apply(plan, None)
            made.append(plan.system)
    assert made == [made[0]] * 4
    assert sum(map(COUNT, made[0])) <= 2000
    assert made[0][-1] == OWN


async def test_a_summary_once(tmp_path: Path) -> None:
    """Requests at the same time share one call; later ones, in other folders and other workers too, find it; its file is the owner's."""
    model, first = Model(), compression(tmp_path, "summarize")
    plans = [planned(LONG, PROMPT + str(number)) for number in range(5)]
    await asyncio.gather(*(first.apply(plan, model) for plan in plans))
    later = planned(LONG, PROMPT)
    await compression(tmp_path, "summarize").apply(later, model)
    assert len(model.asked) == 1
    assert "Rule 1:" in model.asked[0][0]
    assert "/home/ann" not in model.asked[0][0]
    assert {plan.system[1] for plan in (*plans, later)} == {later.system[1]}
    assert later.system[1].endswith(SUMMARY.strip())
    assert (later.system[0], later.system[-1]) == (RULES, OWN)
    (file,) = (tmp_path / FOLDER).iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


async def test_what_is_compact_needs_no_summary(tmp_path: Path) -> None:
    """Where leaving advice out is enough, no model is asked."""
    model, plan = Model(), planned(PROMPT)
    await compression(tmp_path, "summarize").apply(plan, model)
    assert (model.asked, plan.system[0]) == ([], RULES)


@pytest.mark.parametrize("said", [Failure(500, "api_error", "no"), "too short", ""])
async def test_no_summary_to_be_had(tmp_path: Path, capsys: pytest.CaptureFixture[str], said: str | Failure) -> None:
    """Then it is made compact, and the model is not asked at every request; the log holds nothing of the prompt."""
    model, worker = Model(said), compression(tmp_path, "summarize")
    expected = planned(LONG, PROMPT)
    await compression(tmp_path).apply(expected, None)
    for _ in range(2):
        plan = planned(LONG, PROMPT)
        await worker.apply(plan, model)
        assert plan.system == expected.system
    assert len(model.asked) == 1
    assert "Rule" not in capsys.readouterr().err


async def test_one_that_leaves(tmp_path: Path) -> None:
    """Who leaves while the summary is made takes it from nobody else."""
    model, worker = Model(), compression(tmp_path, "summarize")
    plan, other = planned(LONG), planned(LONG)
    leaving = asyncio.create_task(worker.apply(plan, model))
    staying = asyncio.create_task(worker.apply(other, model))
    while not model.asked:
        await asyncio.sleep(0.001)
    leaving.cancel()
    await staying
    assert len(model.asked) == 1
    assert other.system[0].endswith(SUMMARY.strip())


async def test_a_count_asks_nobody(tmp_path: Path) -> None:
    """Without leave to ask, what is there already is used."""
    worker, model = compression(tmp_path, "summarize"), Model()
    before, after = planned(LONG), planned(LONG)
    await worker.apply(before, None)
    await worker.apply(planned(LONG), model)
    await worker.apply(after, None)
    assert "PROMPT_MAX_SYSTEM_TOKENS" in before.system[0]
    assert after.system[0].endswith(SUMMARY.strip())
