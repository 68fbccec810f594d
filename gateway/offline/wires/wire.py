"""What the wires share: one piece of a stream, and identifiers."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import NamedTuple, Protocol


class Event(NamedTuple):
    """Bytes of a stream; `delta` marks the pieces of text or arguments, which is where a stream is paced and broken off."""

    data: bytes
    delta: bool = False


class Wire(Protocol):
    """One answer, dressed for one of OpenAI's APIs."""

    def body(self) -> bytes:
        """The whole answer as one JSON object."""

    def events(self) -> Iterator[Event]:
        """The answer as a stream of server-sent events."""

    def failure(self, message: str, code: str) -> bytes:
        """What is sent when the stream fails half-way."""


def new_id(prefix: str) -> str:
    """A fresh identifier such as resp_5f…: unique, and unguessable like OpenAI's."""
    return f"{prefix}_{secrets.token_hex(24)}"
