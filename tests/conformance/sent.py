"""A request run through the translator for real, judged by the strict backend, and read without regard to the wire."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from gateway.offline.strict.check import refuse
from tests.conformance.columns import Column, route
from tests.conformance.verdicts import EXACT, Row, Verdict, everywhere
from translator.failure import Failure
from translator.plan import Plan
from translator.request import to_chat, to_responses
from translator.request.passes import plan as make_plan

Json = dict[str, Any]
Turn = tuple[str, str, Any]
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
        return _responses(self.body) if self.column.wire == "responses" else _chat(self.body)

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


def _parts(content: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 (JSON)
    if content is None:
        return []
    if isinstance(content, str):
        return [("text", content)]
    found: list[tuple[str, Any]] = []
    for part in content:
        match part["type"]:
            case "text" | "input_text" | "output_text":
                found.append(("text", part["text"]))
            case "input_image":
                found.append(("image", part["image_url"]))
            case "image_url":
                found.append(("image", part["image_url"]["url"]))
            case "input_file":
                found.append(("file", part.get("file_data") or part.get("file_url")))
            case "file":
                found.append(("file", part["file"]["file_data"]))
            case other:
                raise AssertionError(other)
    return found


def _role(role: str) -> str:
    return "system" if role == "developer" else role


def _responses(body: Json) -> list[Turn]:
    turns: list[Turn] = [("system", "text", body["instructions"])] if "instructions" in body else []
    for item in body["input"]:
        match item["type"]:
            case "message":
                turns += [(_role(item["role"]), *part) for part in _parts(item["content"])]
            case "function_call":
                turns.append(("assistant", "call", (item["call_id"], item["name"], orjson.loads(item["arguments"]))))
            case "function_call_output":
                parts = _parts(item["output"])
                turns.append(("tool", "result", (item["call_id"], "\n".join(value for kind, value in parts if kind == "text"))))
                turns += [("tool", kind, value) for kind, value in parts if kind != "text"]
            case "reasoning":
                turns.append(("assistant", "reasoning", item))
            case "web_search_call":
                turns.append(("assistant", "search", item["action"]))
            case other:
                raise AssertionError(other)
    return turns


def _chat(body: Json) -> list[Turn]:
    turns: list[Turn] = []
    for item in body["messages"]:
        if item["role"] == "tool":
            turns.append(("tool", "result", (item["tool_call_id"], item["content"])))
            continue
        if item.get("reasoning_content"):
            turns.append(("assistant", "reasoning", item["reasoning_content"]))
        turns += [(_role(item["role"]), *part) for part in _parts(item["content"])]
        for call in item.get("tool_calls", ()):
            turns.append(("assistant", "call", (call["id"], call["function"]["name"], orjson.loads(call["function"]["arguments"]))))
    return turns
