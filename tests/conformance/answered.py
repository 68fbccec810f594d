"""An upstream's answer run through the translator for real, as a stream and in one piece, and what the client gets of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anthropic.types.beta import BetaMessage, BetaRawMessageStreamEvent
from pydantic import TypeAdapter

from gateway.offline.answer import Answer, Part
from gateway.offline.usage import Usage
from gateway.offline.wires.chat_wire import ChatWire
from gateway.offline.wires.responses_wire import ResponsesWire
from tests.conformance.columns import Column, route
from tests.conformance.sent import Json, send
from tests.conformance.verdicts import Row, Verdict
from translator.failure import Failure
from translator.response import from_chat, from_responses
from translator.response.stream import Stream, whole
from translator.response.writer import Writer

READERS: dict[str, Any] = {"responses": from_responses.Reader, "chat": from_chat.Reader}
WIRES: dict[str, Any] = {"responses": ResponsesWire, "chat": ChatWire}
EVENTS: TypeAdapter[Any] = TypeAdapter(BetaRawMessageStreamEvent)
USED = Usage(input=120, output=50, cached=100, reasoning=20)


@dataclass
class Answered:
    """Both answers: events of the stream; message, the answer in one piece (empty where it failed); failure, why it failed."""

    column: Column
    events: list[Json]
    message: Json
    failure: Failure | None
    notes: frozenset[str]

    def names(self) -> list[str]:
        """The events' types in order, deltas by their own."""
        return [event["delta"]["type"] if event["type"] == "content_block_delta" else event["type"] for event in self.events]

    def event(self, kind: str) -> Json:
        """The first event of a type, or of a delta's."""
        return self.events[self.names().index(kind)]

    def blocks(self, kind: str) -> list[Json]:
        """The blocks of a type: the same in the stream and in the message, which is looked at here."""
        streamed = [event["content_block"]["type"] for event in self.events if event["type"] == "content_block_start"]
        assert streamed == [block["type"] for block in self.message["content"]]
        return [block for block in self.message["content"] if block["type"] == kind]

    @property
    def ending(self) -> Json:
        """The message_delta."""
        return self.event("message_delta")


@dataclass
class Upstream:
    """What an upstream answers, for a wire: as a stream and in one piece."""

    streamed: bytes
    body: bytes


def parts(*given: Part, finish: Any = "stop", used: Usage = USED) -> Callable[[Json, str], Upstream]:  # noqa: ANN401 (Finish)
    """An answer of these parts, dressed by the offline backend for the wire that asks."""

    def make(sent: Json, wire: str) -> Upstream:
        answer = Answer(given, finish)
        streamed = b"".join(event.data for event in WIRES[wire]({**sent, "stream": True}, answer, used).events())
        return Upstream(streamed, WIRES[wire](sent, answer, used).body())

    return make


def raw(responses: tuple[list[Json], Json] | None, chat: tuple[list[Json], Json] | None) -> Callable[[Json, str], Upstream]:
    """An answer written out: events and body, for each wire."""

    def make(_: Json, wire: str) -> Upstream:
        given = responses if wire == "responses" else chat
        assert given is not None
        lines = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in given[0])
        return Upstream(lines + (b"data: [DONE]\n\n" if wire == "chat" else b""), json.dumps(given[1]).encode())

    return make


def get(column: Column, fields: Json, upstream: Callable[[Json, str], Upstream]) -> Answered:
    """Ask as fields say, and have the upstream answer."""
    sent = send(column, {"stream": True, **fields})
    given = upstream(sent.body, column.wire)

    def writer(streaming: bool) -> Writer:
        return Writer(
            names=sent.plan.names,
            model=column.asked,
            thinking=sent.plan.thinking,
            display=sent.plan.display,
            stop=sent.plan.stop,
            input_tokens=77,
            target_model=route(column).target.model,
            streaming=streaming,
            message_id="msg_0123",
        )

    one, two = writer(True), writer(False)
    stream = Stream(READERS[column.wire](one))
    stream.feed(given.streamed)
    stream.end()
    whole(READERS[column.wire](two), given.body)
    events = _events(one.take())
    if two.failure is None:
        BetaMessage.model_validate(two.message)
    return Answered(column, events, two.message, one.failure, frozenset(one.notes.kinds) | sent.notes)


def _events(data: bytes) -> list[Json]:
    events = []
    for block in data.decode().split("\n\n")[:-1]:
        name, line = block.split("\n")
        event = json.loads(line.removeprefix("data: "))
        assert name == f"event: {event['type']}"
        if event["type"] != "error":
            EVENTS.validate_python(event)
        events.append(event)
    return events


def answer(
    item: str,
    upstream: Callable[[Json, str], Upstream],
    sees: Callable[[Answered], None],
    verdicts: tuple[Verdict, ...],
    *names: str,
    fields: Json | Callable[[Column], Json] | None = None,
) -> Row:
    """A row about what an answer becomes; the SDK's types take every event and message, and the ledger says what the verdict says."""

    def prove(column: Column, verdict: Verdict) -> None:
        asked = fields(column) if callable(fields) else fields or {}
        got = get(column, asked, upstream)
        assert got.notes == verdict.notes, f"notes: {sorted(got.notes)}"
        sees(got)

    return Row(item, verdicts, prove, names)
