"""Recording, where RECORD_FILE asks for it: what went to the upstream and came back, what we answered, kept when the answer has gone."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gateway.cassette import file
from gateway.cassette.clean import Cleaner
from gateway.cassette.clean_answer import clean_frames
from gateway.cassette.exchange import Chunk, Client, Ending, Exchange, Upstream, chunk
from translator.asking.routes import Route
from translator.bounded import Bounded
from translator.failure import Failure
from translator.plan import Plan
from translator.serving.channel import Message

KEPT = ("content-type", "retry-after", "retry-after-ms", "x-request-id", "openai-processing-ms", "openai-version")
KEPT_PREFIX = "x-ratelimit-"
# The request's own headers that hold no secret; every other one's value is searched for and taken out.
PUBLIC = ("content-type", "user-agent")


@dataclass
class Attempt:
    """One answer of the upstream."""

    status: int
    headers: Mapping[str, str]
    said: Bounded = field(default_factory=Bounded)
    ended: Ending = "broken"


class Recorder:
    """The recording of one worker."""

    def __init__(self, path: Path) -> None:
        """path: a cassette that has its header (gateway.cassette.file.begin)."""
        self._path = path
        self._open: dict[str, Tape] = {}

    def begin(self, request_id: str, session: str | None, route: Route, plan: Plan, body: dict[str, Any], estimate: int) -> "Tape":
        """Return the tape of one request, which is kept when the task that answers it ends."""
        tape = self._open[request_id] = Tape(self._path, request_id, session, route, plan, body, estimate)
        work = asyncio.current_task()
        if work is not None:
            # However the request ends, and not before the client has its last byte.
            work.add_done_callback(lambda _task: self._keep(request_id, tape))
        return tape

    def handed_on(self, request_id: str) -> None:
        """Have the tape of a request know that what the client gets is another target's answer."""
        tape = self._open.get(request_id)
        if tape is not None:
            tape.handed_on = True

    def _keep(self, request_id: str, tape: "Tape") -> None:
        self._open.pop(request_id, None)
        tape.keep()


class Tape:
    """What is heard of one request."""

    def __init__(
        self, path: Path, request_id: str, session: str | None, route: Route, plan: Plan, body: dict[str, Any], estimate: int
    ) -> None:
        self._path, self._request_id, self._session = path, request_id, session
        self._route, self._plan, self._body, self._estimate = route, plan, body, estimate
        self._at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._asked = time.perf_counter()
        self._attempts: list[Attempt] = []
        self._told = Bounded()
        self._status = 0
        self._finished = False
        self.handed_on = False

    def told(self, message: Message) -> None:
        """Hear what goes to the client, as ASGI has it."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            return
        self._told.add(0, message.get("body", b""))
        self._finished = self._finished or not message.get("more_body")

    def refused(self, status: int, headers: Mapping[str, str], said: bytes) -> None:
        """Hear an answer without success."""
        self.answered(status, headers)
        self.whole(said)

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Hear the head of an answer."""
        self._attempts.append(Attempt(status, headers))

    def whole(self, said: bytes) -> None:
        """Hear an answer's whole body."""
        attempt = self._attempts[-1]
        attempt.said.add(self._moment(), said)
        attempt.ended = "whole"

    def reading(self, read: Callable[[], Awaitable[bytes]]) -> Callable[[], Awaitable[bytes]]:
        """Hear an answer's pieces, and pass them on; read: returns the next, b"" at the end."""
        attempt = self._attempts[-1]
        attempt.ended = "stopped"

        async def heard() -> bytes:
            try:
                piece = await read()
            except Failure:
                attempt.ended = "broken"
                raise
            except asyncio.CancelledError:
                attempt.ended = "left"
                raise
            if not piece:
                attempt.ended = "whole"
            attempt.said.add(self._moment(), piece)
            return piece

        return heard

    def keep(self) -> None:
        """Write one line an attempt; a recording that fails is told in the process log, and costs no answer."""
        try:
            for number, attempt in enumerate(self._attempts, 1):
                file.append(self._path, self._exchange(attempt, last=number == len(self._attempts) and not self.handed_on))
        except (OSError, RecursionError, TypeError, ValueError) as error:
            words = error.strerror if isinstance(error, OSError) else type(error).__name__
            sys.stderr.write(f"RECORD_FILE: {self._request_id} was not recorded: {words}\n")

    def _moment(self) -> float:
        return round((time.perf_counter() - self._asked) * 1000, 2)

    def _exchange(self, attempt: Attempt, last: bool) -> Exchange:
        cleaner = Cleaner(_secrets(self._route.headers))
        sent, asked = cleaner.value(self._body), cleaner.value(self._plan.body)
        chunks, changed = _chunks(cleaner, attempt.said)
        told = self._told.joined().decode("utf-8", "replace")
        answer = "".join(clean_frames(cleaner, told))
        headers = {name.lower(): cleaner.text(value) for name, value in attempt.headers.items() if _is_kept(name.lower())}
        return Exchange(
            at=self._at,
            request_id=self._request_id,
            target=asdict(self._plan.target),
            drop=list(self._route.drop),
            estimate=self._estimate,
            redacted=changed or sent != self._body or asked != self._plan.body or answer != told,
            upstream=Upstream(
                method="POST",
                path=urlsplit(self._route.url).path,
                body=sent,
                status=attempt.status,
                headers=headers,
                chunks=chunks,
                ended="truncated" if attempt.said.full else attempt.ended,
            ),
            client=Client(session=self._session, body=asked, status=self._status, answer=answer, ended=self._ending()) if last else None,
        )

    def _ending(self) -> Ending:
        return "truncated" if self._told.full else "whole" if self._finished else "left"


def _is_kept(name: str) -> bool:
    return name in KEPT or name.startswith(KEPT_PREFIX)


def _secrets(headers: Mapping[str, str]) -> list[str]:
    values = [value for name, value in headers.items() if name.lower() not in PUBLIC]
    return [*values, *(value.removeprefix("Bearer ") for value in values)]


def _chunks(cleaner: Cleaner, said: Bounded) -> tuple[list[Chunk], bool]:
    """Return the pieces as they came; where something has to be taken out, the events in their place, each when its last byte came."""
    whole = said.joined()
    text = whole.decode("utf-8", "replace")
    frames = clean_frames(cleaner, text)
    if "".join(frames) == text:
        return [chunk(moment, data) for moment, data in said.pieces], False
    # Cleaned events are of other lengths, so their moments are spread evenly over those of the pieces.
    moments = [moment for moment, _ in said.pieces]
    return [chunk(moments[number * len(moments) // len(frames)], frame.encode()) for number, frame in enumerate(frames)], True
