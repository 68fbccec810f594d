"""What a scenario comes to: what to answer and how to send it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.offline.answer import Answer
from gateway.offline.delivery import Pace

FAILURE = ("The server had an error while processing your request. Sorry about that!", "server_error")


@dataclass(frozen=True, slots=True)
class Fixed:
    """A body to send as it is, whatever the request's wire: its pieces and its type."""

    pieces: tuple[bytes, ...]
    content_type: str
    streamed: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """The answer and its pace.

    `fixed` is sent in the answer's place; `failure` is the message and code of a stream that fails half-way; `exact` says that the answer
    is the test's own words, to which a reasoning model adds nothing; `headers` go with any of them.
    """

    answer: Answer
    pace: Pace = field(default_factory=Pace)
    fixed: Fixed | None = None
    status: int = 200
    failure: tuple[str, str] = FAILURE
    exact: bool = True
    headers: tuple[tuple[str, str], ...] = ()
