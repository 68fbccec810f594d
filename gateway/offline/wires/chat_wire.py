"""Answer → OpenAI's chat completions, as one object or as a stream of chunks.

Shapes: https://platform.openai.com/docs/api-reference/chat and …/chat-streaming. `reasoning_content` is not OpenAI's: it is what the
compatible backends that show their reasoning send.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import orjson

from gateway.offline.answer import Answer, Called, Said, Thought
from gateway.offline.errors import error_body
from gateway.offline.usage import Usage
from gateway.offline.wires.wire import Event, new_id

Json = dict[str, Any]


class ChatWire:
    """One answer on chat completions: call `body()` or `events()`, not both."""

    def __init__(self, request: Json, answer: Answer, used: Usage) -> None:
        self._answer = answer
        self._usage = _usage(used)
        options = request.get("stream_options")
        self._show_usage = isinstance(options, dict) and options.get("include_usage") is True
        self._head: Json = {
            "id": new_id("chatcmpl").replace("_", "-"),
            "created": int(time.time()),
            "model": request["model"],
            "service_tier": "default",
            "system_fingerprint": "fp_offline",
        }

    def body(self) -> bytes:
        """The chat completion of a request that is not streamed."""
        said = [part for part in self._answer.parts if isinstance(part, Said)]
        refused = "".join(part.text for part in said if part.refusal)
        message: Json = {
            "role": "assistant",
            "content": "".join(part.text for part in said if not part.refusal) or None,
            "refusal": refused or None,
            "annotations": [],
        }
        calls = [
            {"id": _call_id(), "type": "function", "function": {"name": part.name, "arguments": part.arguments}}
            for part in self._answer.parts
            if isinstance(part, Called)
        ]
        if calls:
            message["tool_calls"] = calls
        thoughts = [text for part in self._answer.parts if isinstance(part, Thought) for text in part.summary]
        if thoughts:
            message["reasoning_content"] = "\n\n".join(thoughts)
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self._finish}
        return orjson.dumps({**self._head, "object": "chat.completion", "choices": [choice], "usage": self._usage})

    def events(self) -> Iterator[Event]:
        """The stream: the role first, then the parts, the reason of the end, the usage if asked for, and [DONE]."""
        yield self._chunk({"role": "assistant", "content": None if self._calls_only else "", "refusal": None}, delta=False)
        calls = 0
        for part in self._answer.parts:
            match part:
                case Called():
                    yield from self._call(part, calls)
                    calls += 1
                case Thought():
                    for text in part.summary:
                        yield self._chunk({"reasoning_content": text})
                case Said():
                    for piece in part.pieces:
                        yield self._chunk({"refusal" if part.refusal else "content": piece})
        yield self._chunk({}, finish=self._finish, delta=False)
        if self._show_usage:
            yield self._event({"choices": [], "usage": self._usage})
        yield Event(b"data: [DONE]\n\n")

    def failure(self, message: str, code: str) -> bytes:
        """The error chunk that ends a stream which fails half-way."""
        return b"data: " + orjson.dumps(error_body(message, kind="server_error", code=code)) + b"\n\n"

    @property
    def _calls_only(self) -> bool:
        return any(isinstance(part, Called) for part in self._answer.parts) and not any(isinstance(p, Said) for p in self._answer.parts)

    @property
    def _finish(self) -> str:
        if self._answer.finish == "stop" and any(isinstance(part, Called) for part in self._answer.parts):
            return "tool_calls"
        return self._answer.finish

    def _call(self, part: Called, index: int) -> Iterator[Event]:
        opening = {"index": index, "id": _call_id(), "type": "function", "function": {"name": part.name, "arguments": ""}}
        yield self._chunk({"tool_calls": [opening]}, delta=False)
        for piece in part.pieces:
            yield self._chunk({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})

    def _chunk(self, content: Json, *, finish: str | None = None, delta: bool = True) -> Event:
        fields: Json = {"choices": [{"index": 0, "delta": content, "logprobs": None, "finish_reason": finish}]}
        if self._show_usage:
            fields["usage"] = None
        return self._event(fields, delta=delta)

    def _event(self, fields: Json, *, delta: bool = False) -> Event:
        return Event(b"data: " + orjson.dumps({**self._head, "object": "chat.completion.chunk", **fields}) + b"\n\n", delta)


def _call_id() -> str:
    return new_id("call")[:29]


def _usage(used: Usage) -> Json:
    return {
        "prompt_tokens": used.input,
        "completion_tokens": used.output,
        "total_tokens": used.input + used.output,
        "prompt_tokens_details": {"cached_tokens": used.cached, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": used.reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }
