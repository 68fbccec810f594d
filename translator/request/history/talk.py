"""A conversation that goes on: the messages that it begins with come again with every turn, and so does what they come to.

Everything here is shared by all requests that begin so: it is never changed, but for what is found out about it.
"""

from dataclasses import dataclass, field
from typing import Any

from translator.message import Message
from translator.target import Target

Item = dict[str, Any]
ROLES = ("user", "assistant")
ROLES_KEPT = (*ROLES, "system")
# Blocks that mean the same whatever comes after them.
LASTING = frozenset(("document", "image", "redacted_thinking", "text", "thinking", "tool_result", "tool_use"))
# Clients move their cache_control to the end with every turn: what bears one now comes again without it.
LATEST = 4
MOST_TARGETS = 4


@dataclass(eq=False)
class Rendering:
    """What the first messages come to for one target.

    messages: in normal form, each result told; notes: made on the way there. called: the ids of their calls; waiting: of those that have
    no result yet. items: the upstream's, of the target's wire; seen: what its writer has to know of them (the ids of reasoning and searches
    for responses, the names of calls by their ids for chat); item_notes: made on the way there.
    """

    target: Target
    names: dict[str, str]
    messages: list[Message]
    notes: dict[str, int]
    called: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    item_notes: dict[str, int] = field(default_factory=dict)


class Beginning:
    """The first messages of a conversation as the client sent them.

    coded: their bytes, with the bracket before and the comma after them; size: what keeping them takes, about. sound: nothing is wrong
    with their shape. fit: what they come to does not depend on what follows.
    """

    __slots__ = ("coded", "count", "fit", "messages", "renderings", "size", "sound")

    def __init__(self, messages: list[Any], coded: bytes, size: int, fit: bool) -> None:
        self.messages, self.coded, self.size, self.count, self.fit = messages, coded, size, len(messages), fit
        self.sound = False
        self.renderings: list[Rendering] = []

    def of(self, target: Target, names: dict[str, str]) -> Rendering | None:
        """Return what they come to for a target and its names of tools; None where that is not known."""
        return next((rendering for rendering in self.renderings if rendering.target is target and rendering.names == names), None)

    def keep(self, rendering: Rendering) -> None:
        """Keep what they come to, beside what they come to for a few others."""
        others = [one for one in self.renderings if one.target is not rendering.target or one.names != rendering.names]
        self.renderings = [*others, rendering][-MOST_TARGETS:]


class Talk(list[Any]):
    """All messages of a request. known: how it begins, as an earlier one did; lasting: as a later one will likely begin."""

    __slots__ = ("known", "lasting")

    def __init__(self, messages: list[Any], known: Beginning | None, lasting: Beginning) -> None:
        super().__init__(messages)
        self.known, self.lasting = known, lasting


@dataclass
class History:
    """The beginning of one request's conversation. known: what is taken over; lasting: what is made for later requests.

    before: the notes that were made before the messages were read.
    """

    known: Rendering | None
    lasting: Rendering | None
    keeper: Beginning
    before: dict[str, int]

    def stands(self, messages: list[Message]) -> bool:
        """Tell whether the messages still begin so, and end otherwise."""
        return all(
            len(messages) > len(rendering.messages) and messages[: len(rendering.messages)] == rendering.messages
            for rendering in (self.known, self.lasting)
            if rendering is not None
        )


def lasting(messages: list[Any], known: int) -> int:
    """Return how many of the messages will likely come again as they are: the last never, since what follows it tells how it is meant.

    known: so many came before. The one after them has another role, so that it never becomes one with them.
    """
    end = next((place for place in range(len(messages) - 1, -1, -1) if _role(messages[place]) in ROLES), 0)
    for place in range(known, end):
        if not _lasts(messages[place], place >= len(messages) - LATEST):
            end = place
            break
    while end > known and _role(messages[end]) == _role(messages[end - 1]):
        end -= 1
    return end


def _role(message: object) -> object:
    return message.get("role") if isinstance(message, dict) else None


def _lasts(message: object, latest: bool) -> bool:
    # An effort that a system message asks for is read from the request itself (effort.py).
    if not isinstance(message, dict) or message.get("role") not in ROLES_KEPT or "clear_at" in message:
        return False
    content = message.get("content")
    if isinstance(content, str):
        return bool(content)
    if not isinstance(content, list) or not content:
        return False
    return all(isinstance(block, dict) and _kind(block) in LASTING and not (latest and "cache_control" in block) for block in content)


def _kind(block: dict[str, Any]) -> str | None:
    kind = block.get("type")
    return kind if isinstance(kind, str) else None
