"""PROMPT_COMPRESSION on a request's way: the system prompt made shorter, once for each distinct one, beside the event loop."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Literal

from gateway.records import Record
from translator.compression.summaries import Summaries
from translator.counting.in_thread import InThread
from translator.counting.tokenizer import Tokenizer, Uncounted
from translator.plan import Plan
from translator.request.prompt.compact import Shortened, compact, shortened, summarized
from translator.request.prompt.cut import Count

NOTE = "system-prompt-compressed"
KEPT = 64
# What a summary is made of may be this many times the budget; beyond, it is cut first.
SUMMARIZED_AT_MOST = 3
LEAST_ROOM = 256
Mode = Literal["compact", "summarize"]
# Text and room in tokens → summary; raises Failure.
Summarize = Callable[[str, int], Awaitable[str]]


@dataclass(frozen=True)
class Made:
    """A system prompt's shorter form, its tokens before and after, and what a summary would be made of, None where none is needed."""

    system: list[str]
    before: int
    after: int
    longer: Shortened | None = None


class Compression:
    """One worker's; prompts that are known cost a hash."""

    def __init__(self, mode: Mode, budget: int, summaries: Summaries, tokenizer: Tokenizer | None = None) -> None:
        """budget: PROMPT_MAX_SYSTEM_TOKENS."""
        self._tokenizer = tokenizer or InThread()
        self._mode, self._budget, self._summaries = mode, budget, summaries
        self._made: OrderedDict[bytes, Made] = OrderedDict()

    async def apply(self, plan: Plan, summarize: Summarize | None, record: Record | None = None) -> None:
        """Shorten plan.system, and note by how much; summarize: None leaves it at a summary that there is already."""
        if not plan.system:
            return
        try:
            made = await self._shorter(plan, summarize)
        except Uncounted:
            # Longer than was wanted is better than no answer.
            return
        if made.system == plan.system:
            return
        plan.system = list(made.system)
        # What a cassette keeps of the request, so that its translation can be checked again.
        plan.body = {**plan.body, "system": [{"type": "text", "text": part} for part in made.system]}
        plan.notes.add(NOTE)
        if record is not None:
            record.prompt_tokens_before, record.prompt_tokens_after = made.before, made.after

    async def _shorter(self, plan: Plan, summarize: Summarize | None) -> Made:
        encoding, model = plan.target.capability.encoding, plan.target.model
        key = digest(encoding, model, *plan.system)
        made = self._made.get(key)
        if made is None:
            made = self._keep(key, await asyncio.to_thread(self._make, list(plan.system), self._tokenizer.counter(encoding)))
        if made.longer is not None:
            count = self._tokenizer.counter(encoding)
            made = self._keep(key, await self._with_summary(made, made.longer, model, count, summarize))
        return made

    def _keep(self, key: bytes, made: Made) -> Made:
        self._made[key] = made
        if len(self._made) > KEPT:
            self._made.popitem(last=False)
        return made

    def _make(self, system: list[str], count: Count) -> Made:
        before = sum(map(count, system))
        short = shortened(system, self._budget)
        if not short.head and before <= self._budget:
            return Made(system, before, before)
        parts = compact(short, count)
        longer = None
        if self._mode == "summarize":
            wide = shortened(system, SUMMARIZED_AT_MOST * self._budget)
            fits = sum(map(count, wide.parts(wide.advice))) <= self._budget
            longer = None if fits else short
        after = sum(map(count, parts))
        # Where nearly all of it is the user's own, the rules and the word that it was cut would make it longer.
        return Made(parts, before, after, longer) if after < before else Made(system, before, before, longer)

    async def _with_summary(self, made: Made, short: Shortened, model: str, count: Count, summarize: Summarize | None) -> Made:
        room = max(await asyncio.to_thread(short.room, count), LEAST_ROOM)

        async def make(ask: Summarize) -> str:
            wide = await asyncio.to_thread(compact, Shortened("", short.advice, "", SUMMARIZED_AT_MOST * self._budget), count)
            return await ask("\n\n".join(wide), room)

        # The user's own part is not in it: one summary serves in every folder.
        key = digest(model, str(self._budget), short.advice)
        summary = await self._summaries.of(key, None if summarize is None else partial(make, summarize))
        parts = await asyncio.to_thread(summarized, short, summary, count) if summary else None
        if parts is None:
            return made
        after = await asyncio.to_thread(lambda: sum(map(count, parts)))
        return made if after >= made.after else Made(parts, made.before, after)


def digest(*parts: str) -> bytes:
    """Return a digest of texts, and of where each ends."""
    made = blake2b(digest_size=16)
    for part in parts:
        said = part.encode("utf-8", "surrogatepass")
        made.update(len(said).to_bytes(8, "big"))
        made.update(said)
    return made.digest()
