"""A list of tools that comes again with every request of a session, and what was found out about it."""

from typing import Any, NamedTuple

from translator.plan import Tool


class Functions(NamedTuple):
    """What a list of tools comes to: functions that the model has at once, deferred ones by name, and the notes that were made."""

    tools: list[Tool]
    held: dict[str, Tool]
    notes: dict[str, int]


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
