"""Where a session's cached prompt broke: looked for only where the upstream read less from its cache than it could have."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.records import Record

MOST_BYTES = 8_000_000
MOST_SESSIONS = 64
# OpenAI caches prompts of 1024 tokens and more, for five to ten minutes (https://platform.openai.com/docs/guides/prompt-caching).
LEAST_TOKENS = 1024
SECONDS = 600.0
EXPECTED = 0.5
# What stands before the messages in a prompt, in the order in which upstreams put it together, and the wires' names for it.
BEFORE = (("tools", ("tools",)), ("system", ("instructions", "system")))
SYSTEM_ROLES = ("system", "developer")

Ticket = tuple[Hashable, int]


@dataclass(slots=True)
class Kept:
    """The last two bodies of a session, and what the older one came to; at: time.monotonic() when that was answered."""

    ticket: int
    now: bytes
    before: bytes = b""
    prompt: int = 0
    at: float = 0.0

    @property
    def size(self) -> int:
        """Bytes that it holds."""
        return len(self.now) + len(self.before)


class Breaks:
    """What one worker remembers of its sessions, in memory alone: bounded in bytes and in sessions, the longest unused go first."""

    def __init__(
        self, most_bytes: int = MOST_BYTES, most_sessions: int = MOST_SESSIONS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most_bytes, self._most_sessions, self._clock = most_bytes, most_sessions, clock
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._tickets = 0
        self.bytes = 0

    def sent(self, record: Record, body: bytes) -> Ticket:
        """Remember what is sent for a request; return what answered() shall be given."""
        key = _key(record)
        self._tickets += 1
        new = Kept(self._tickets, body)
        kept = self._kept.pop(key, None)
        if kept is not None:
            self.bytes -= kept.size
            # One that has had no answer yet left nothing in a cache that could be told.
            if kept.prompt:
                new = Kept(self._tickets, body, kept.now, kept.prompt, kept.at)
        ticket = key, new.ticket
        if new.size > self._most_bytes:
            return ticket
        self._kept[key] = new
        self.bytes += new.size
        while self.bytes > self._most_bytes or len(self._kept) > self._most_sessions:
            self.bytes -= self._kept.popitem(last=False)[1].size
        return ticket

    def answered(self, record: Record, ticket: Ticket) -> None:
        """Note in the record where the prompt broke, where it did; ticket: what sent() returned."""
        key, number = ticket
        kept = self._kept.get(key)
        if kept is None or kept.ticket != number:
            # Another request of the session has come since: what that one's cache held cannot be told.
            return
        before, prompt, at, now = kept.before, kept.prompt, kept.at, self._clock()
        kept.prompt, kept.at, kept.before = record.input_tokens + record.cached_tokens, now, b""
        self.bytes -= len(before)
        if before and prompt >= LEAST_TOKENS and record.cached_tokens < EXPECTED * prompt and now - at < SECONDS:
            record.cache = {"broke": difference(before, kept.now), "kept": record.cached_tokens}


def _key(record: Record) -> Hashable:
    # A session's requests on the side, for a title or a search, have no tools or one, and prompts of their own.
    return record.session, record.agent, record.model, record.target, (record.tools_offered or 0) > 1


def difference(before: bytes, now: bytes) -> str:
    """Return the first part of a prompt that is not what it was: "tools", "system", "message 7" (from 1), or another field's name.

    "upstream" where all that was sent before was sent again: then the upstream itself had forgotten it.
    """
    try:
        old, new = orjson.loads(before), orjson.loads(now)
    except orjson.JSONDecodeError:
        return "upstream"
    for part, names in BEFORE:
        if any(old.get(name) != new.get(name) for name in names):
            return part
    old_system, old_messages = _parts(old)
    new_system, new_messages = _parts(new)
    if old_system != new_system:
        return "system"
    for number, (one, other) in enumerate(zip(old_messages, new_messages, strict=False), 1):
        if one != other:
            return f"message {number}"
    return next(_others(old, new), "upstream")


def _parts(body: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return the system messages that stand first, and all messages behind them."""
    found = body.get("input", body.get("messages"))
    messages = found if isinstance(found, list) else [found]
    first = next((at for at, one in enumerate(messages) if not isinstance(one, dict) or one.get("role") not in SYSTEM_ROLES), len(messages))
    return messages[:first], messages[first:]


# What upstreams' caches depend on beside the prompt's text.
TOLD = ("prompt_cache_key", "model", "reasoning", "reasoning_effort", "text", "response_format", "thinking", "tool_choice")


def _others(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    return (name for name in TOLD if old.get(name) != new.get(name))
