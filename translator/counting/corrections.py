"""Watch what upstreams report for bodies that can be counted, beside the messages, never on their way."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import replace
from typing import Any

from translator.counting.in_thread import InThread
from translator.counting.reading import digest, reading
from translator.counting.tokenizer import Tokenizer, Uncounted
from translator.notes import Notes
from translator.plan import Plan
from translator.request.wires import to_chat, to_responses
from translator.tokens.correction import Correction
from translator.tokens.counting import Count

WRITE = {"responses": to_responses.write, "chat": to_chat.write}
SAMPLE_SECONDS = 10.0
RECENT_SECONDS = 600.0
RECENT_KEPT = 256
# Clients may count for any name of a model that a pattern lets pass.
MOST_MODELS = 256
LATER_SECONDS = 0.05


class Corrections:
    """All models' corrections, in one worker.

    Nothing is watched before the first count of a worker: the vocabulary is not loaded for this. A message is looked at after its
    answer, one at a time, beside the event loop: where its very body was counted lately, else at most one in ten seconds.
    """

    def __init__(self, tokenizer: Tokenizer | None = None) -> None:
        self._tokenizer = tokenizer or InThread()
        self._models: dict[str, Correction] = {}
        self._recent: OrderedDict[bytes, tuple[float, Count]] = OrderedDict()
        self._sampled = float("-inf")
        self._busy = False
        self._tasks: set[asyncio.Task[None]] = set()

    def counted(self, model: str, read: bytes, result: Count) -> int:
        """Return the corrected number of tokens of a count just made, and remember it by the digest of what was counted."""
        self._recent[read] = (time.monotonic(), result)
        self._recent.move_to_end(read)
        if len(self._recent) > RECENT_KEPT:
            self._recent.popitem(last=False)
        known = self._models.get(model)
        if known is None and len(self._models) < MOST_MODELS:
            known = self._models[model] = Correction()
        return max(1, round(result.tokens * (1.0 if known is None else known.factor)))

    def observe(self, plan: Plan, reported: int) -> None:
        """Take in what the upstream reported for a message, cached tokens among them; costs the caller some microseconds."""
        # What a hosted search found is among the reported tokens, and nobody can count that.
        if self._busy or reported <= 0 or plan.search is not None or plan.target.model not in self._models:
            return
        now = time.monotonic()
        sample = now - self._sampled >= SAMPLE_SECONDS
        newest = next(reversed(self._recent.values()), None)
        if not sample and (newest is None or now - newest[0] > RECENT_SECONDS):
            return
        self._busy = True
        task = asyncio.get_running_loop().create_task(self._look(replace(plan, notes=Notes()), reported, sample))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def show(self) -> dict[str, dict[str, Any]]:
        """Return for each model: observations, mean_error, factor."""
        return {model: correction.show() for model, correction in self._models.items()}

    async def _look(self, plan: Plan, reported: int, sample: bool) -> None:
        try:
            await asyncio.sleep(LATER_SECONDS)
            read, key = await asyncio.to_thread(_read, plan)
            known = self._recent.get(key)
            if known is not None and time.monotonic() - known[0] <= RECENT_SECONDS:
                result = known[1]
            elif sample:
                self._sampled = time.monotonic()
                result = await self._tokenizer.count(read, plan.target)
            else:
                return
            self._models[plan.target.model].observe(result.tokens, result.guessed, reported)
        except Uncounted:
            pass
        finally:
            self._busy = False


def _read(plan: Plan) -> tuple[bytes, bytes]:
    read = reading(WRITE[plan.target.wire](plan))
    return read, digest(read)
