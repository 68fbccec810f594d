"""A request run through the translator for real, judged by the strict backend, and read without regard to the wire."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from gateway.offline.strict.check import refuse
from tests.conformance.columns import Column, route
from tests.conformance.turns import Turn, turns_of
from tests.conformance.verdicts import EXACT, Row, Verdict, everywhere
from translator.failure import Failure
from translator.plan import Plan
from translator.request.passes import plan as make_plan
from translator.request.wires import to_chat, to_responses

Json = dict[str, Any]
WRITE = {"responses": to_responses.write, "chat": to_chat.write}


@dataclass
class Sent:
    """What a column's upstream is sent for one request."""

    column: Column
    body: Json
    plan: Plan

    @property
    def notes(self) -> frozenset[str]:
        return frozenset(self.plan.notes.kinds)

    @property
    def turns(self) -> list[Turn]:
        """The conversation as (role, kind, value)."""
        return turns_of(self.body, self.column.wire)

    def said(self, role: str) -> list[str]:
        """The texts of a role, in order."""
        return [value for who, kind, value in self.turns if who == role and kind == "text"]

    def of(self, kind: str) -> list[Any]:
        """The values of one kind (text, image, file, call, result, reasoning, search), in order."""
        return [value for _, what, value in self.turns if what == kind]

    @property
    def order(self) -> list[str]:
        """role.kind of each turn, without the system prompt that stands first."""
        return [f"{role}.{kind}" for role, kind, _ in self.turns]

    @property
    def tools(self) -> list[Json]:
        """The functions."""
        tools = self.body.get("tools", [])
        return [tool.get("function", tool) for tool in tools if tool["type"] == "function"]

    @property
    def limit(self) -> int | None:
        names = ("max_output_tokens", "max_completion_tokens", "max_tokens")
        return next((self.body[name] for name in names if name in self.body), None)

    @property
    def effort(self) -> str | None:
        if self.column.wire == "chat":
            return self.body.get("reasoning_effort")
        return (self.body.get("reasoning") or {}).get("effort")

    @property
    def format(self) -> Json | None:
        if self.column.wire == "chat":
            return (self.body.get("response_format") or {}).get("json_schema")
        return (self.body.get("text") or {}).get("format")


def message(*content: Any, role: str = "user") -> Json:  # noqa: ANN401 (a string or blocks)
    """A message of a string or of blocks."""
    return {"role": role, "content": content[0] if len(content) == 1 and isinstance(content[0], str) else list(content)}


def text(words: str, **more: object) -> Json:
    """A block of text."""
    return {"type": "text", "text": words, **more}


HELLO = message("Hello")


def body_for(column: Column, fields: Json) -> Json:
    """A request for this column's model; fields replace what it has."""
    return {"model": column.asked, "max_tokens": 2000, "messages": [HELLO], **fields}


def send(column: Column, fields: Json, session: str | None = None) -> Sent:
    """Translate a request as app and messages do, and let the strict backend judge it. Raises Failure, ApiError."""
    way = route(column)
    plan = make_plan(body_for(column, fields), way.target, column.asked, session)
    body = WRITE[way.target.wire](plan)
    for name in way.drop:
        body.pop(name, None)
    raw = orjson.dumps(body)
    refuse(_common(column, raw), raw, way.target.wire)
    return Sent(column, orjson.loads(raw), plan)


def _common(column: Column, raw: bytes) -> Json:
    """Return what the strict backend judges. It knows no reasoning on chat completions, which a server that sends it takes back."""
    body: Json = orjson.loads(raw)
    if not column.openai:
        for item in body["messages"]:
            item.pop("reasoning_content", None)
    return body


Sees = Callable[[Sent], None]
Fields = Json | Callable[[Column], Json]


def request(item: str, fields: Fields, sees: Sees, verdicts: tuple[Verdict, ...], *names: str, session: str | None = None) -> Row:
    """A row about what a request becomes: the upstream takes it, the ledger says what the verdict says, and sees() is satisfied."""

    def prove(column: Column, verdict: Verdict) -> None:
        sent = send(column, fields(column) if callable(fields) else fields, session)
        assert sent.notes == verdict.notes, f"notes: {sorted(sent.notes)}"
        sees(sent)

    return Row(item, verdicts, prove, names)


def invalid(item: str, fields: Json, says: str, *names: str) -> Row:
    """A row about a request that the API refuses: refused here too, with the same error in the same words."""

    def prove(column: Column, _: Verdict) -> None:
        with pytest.raises(Failure) as raised:
            send(column, fields)
        assert (raised.value.status, raised.value.kind) == (400, "invalid_request_error")
        assert says in raised.value.message, raised.value.message

    return Row(item, everywhere(EXACT), prove, names)
