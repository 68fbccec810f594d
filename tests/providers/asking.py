"""One provider's gateway, asked as Claude Code asks, and what of it reached the provider."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from anthropic.types.beta import BetaMessage, BetaRawMessageStreamEvent
from pydantic import TypeAdapter

from tests.gateway import Gateway
from tests.gathering import blocks

EVENTS: TypeAdapter[Any] = TypeAdapter(BetaRawMessageStreamEvent)
MODEL = "claude-opus-4-5-20251101"
Json = dict[str, Any]


@dataclass
class Answered:
    """One answer: status, the message (gathered, where it came as a stream), the notes, the events of the stream."""

    status: int
    message: Json
    notes: set[str]
    events: list[Json]

    def blocks(self, kind: str) -> list[Json]:
        """Return the blocks of a type."""
        return [block for block in self.message.get("content", []) if block["type"] == kind]

    @property
    def text(self) -> str:
        return "".join(block["text"] for block in self.blocks("text"))

    @property
    def why(self) -> str:
        """Return the message of an error."""
        return str(self.message.get("error", {}).get("message", ""))


@dataclass
class Provided:
    """A running gateway and the backend that answers for its provider."""

    gateway: Gateway
    backend: str

    def ask(self, content: Any, *, stream: bool = False, **more: Any) -> Answered:  # noqa: ANN401 (a request's own fields)
        """Ask for one message; content: the user's, or more["messages"] in its place."""
        body = {"model": MODEL, "max_tokens": 3000, "messages": [{"role": "user", "content": content}], "stream": stream, **more}
        headers = {
            "x-api-key": self.gateway.key,
            "anthropic-version": "2023-06-01",
            "user-agent": "claude-cli/2.1.328 (external, cli)",
            "x-claude-code-session-id": str(uuid.uuid4()) if "messages" not in more else "6f1c0c0e-0000-4000-8000-000000000000",
        }
        answer = httpx.post(f"{self.gateway.url}/v1/messages?beta=true", json=body, headers=headers, timeout=60)
        notes = set(filter(None, (one.partition("=")[0].strip() for one in answer.headers.get("x-openai-code-notes", "").split(","))))
        if not answer.headers["content-type"].startswith("text/event-stream"):
            return Answered(answer.status_code, answer.json(), notes, [])
        events = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]
        return Answered(answer.status_code, _gathered(events), notes, events)

    def count(self, content: Any, **more: Any) -> httpx.Response:  # noqa: ANN401 (a request's own fields)
        """Ask for the number of tokens."""
        body = {"model": MODEL, "messages": [{"role": "user", "content": content}], **more}
        headers = {"x-api-key": self.gateway.key, "anthropic-version": "2023-06-01"}
        return httpx.post(f"{self.gateway.url}/v1/messages/count_tokens?beta=true", json=body, headers=headers, timeout=60)

    def reached(self) -> list[Json]:
        """Return what reached the provider of the conversations, newest last."""
        rows: list[Json] = httpx.get(f"{self.backend}/offline/requests").json()
        return [row for row in rows if row["method"] == "POST" and isinstance(row["body"], dict)]

    def model(self) -> str:
        """Return the model that was asked last, by its name at the provider."""
        last = self.reached()[-1]
        return str(last["body"].get("model") or last["path"])

    def sent(self) -> str:
        """Return the body of the newest of them, as text."""
        return json.dumps(self.reached()[-1]["body"], ensure_ascii=False)


Prover = Callable[[Provided], str]


def _gathered(events: list[Json]) -> Json:
    """Return the message that a stream comes to, checked event by event against the SDK's types."""
    message: Json = {}
    for event in events:
        if event["type"] == "error":
            return event
        # LiteLLM leaves out the number of pages fetched, of which there are none.
        (event.get("usage", {}).get("server_tool_use") or {}).setdefault("web_fetch_requests", 0)
        if event["type"] != "ping":
            EVENTS.validate_python(event)
        if event["type"] == "message_start":
            message = event["message"]
        elif event["type"] == "message_delta":
            message |= {"stop_reason": event["delta"]["stop_reason"], "usage": message["usage"] | event["usage"]}
    return message | {"content": blocks(events)}


def checked(message: Json) -> None:
    """Fail where a message is not the SDK's."""
    BetaMessage.model_validate(message)
