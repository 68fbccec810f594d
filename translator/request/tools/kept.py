"""A list of tools that comes again with every request of a session, and what was found out about it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from translator.plan import Plan, Tool
from translator.request.wires.coded import Coded
from translator.target import Wire


class Functions(NamedTuple):
    """What a list of tools comes to: functions that the model has at once, deferred ones by name, and the notes that were made.

    written: the functions as a wire has them.
    """

    tools: list[Tool]
    held: dict[str, Tool]
    notes: dict[str, int]
    written: dict[Wire, Coded]


class Kept(list[Any]):
    """Tools as the client sent them, shared by all requests with these very bytes: never change them, nor what is kept with them.

    sound: nothing is wrong with their shape. functions: by whether the target is OpenAI's own, on which alone they depend; only where
    every tool is one that the client defines.
    """

    __slots__ = ("functions", "sound")

    def __init__(self, tools: list[Any]) -> None:
        super().__init__(tools)
        self.sound = False
        self.functions: dict[bool, Functions] = {}


def written(plan: Plan, write: Callable[[Tool], dict[str, Any]]) -> list[dict[str, Any]]:
    """Return plan.tools as the target's wire has them, the same list for all requests with the same ones; write: does so for one."""
    kept = plan.body.get("tools")
    known = kept.functions.get(plan.target.capability.openai) if isinstance(kept, Kept) else None
    if known is None or not known.tools or plan.tools != known.tools:
        return [write(tool) for tool in plan.tools]
    coded = known.written.get(plan.target.wire)
    if coded is None:
        coded = known.written[plan.target.wire] = Coded([write(tool) for tool in plan.tools])
    return coded
