"""Answer → Ollama's own chat, as one object or as a stream of lines.

Shapes: https://github.com/ollama/ollama/blob/main/docs/api.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from gateway.offline.answer import Answer, Called, Said, Thought
from gateway.offline.conversation import Json
from gateway.offline.usage import Usage
from gateway.offline.wires.chat_wire import ChatWire
from gateway.offline.wires.wire import Event


class OllamaWire:
    """One answer: call `body()` or `events()`, not both."""

    def __init__(self, request: Json, answer: Answer, used: Usage) -> None:
        self._model = request["model"]
        self._answer = answer
        self._end: Json = {
            "done": True,
            "done_reason": "length" if answer.finish == "length" else "stop",
            "total_duration": 5_000_000,
            "load_duration": 1_000_000,
            # What was in the cache is not evaluated again, and not counted.
            "prompt_eval_count": max(1, used.input - used.cached),
            "prompt_eval_duration": 1_000_000,
            "eval_count": used.output,
            "eval_duration": 3_000_000,
        }

    def body(self) -> bytes:
        """The whole answer."""
        message: Json = {"role": "assistant", "content": ""}
        for _, delta in self._deltas():
            for name, value in delta.items():
                message[name] = message[name] + value if name in message else value
        return self._line(message, self._end)

    def events(self) -> Iterator[Event]:
        """One JSON object a line; the last one says why it ended and what it took."""
        for delta, message in self._deltas():
            yield Event(self._line({"role": "assistant", "content": "", **message}, {"done": False}) + b"\n", delta)
        yield Event(self._line({"role": "assistant", "content": ""}, self._end) + b"\n")

    def failure(self, message: str, code: str) -> bytes:
        """The line of a stream that fails half-way."""
        del code
        return orjson.dumps({"error": message}) + b"\n"

    def _deltas(self) -> Iterator[tuple[bool, Json]]:
        for part in self._answer.parts:
            match part:
                case Thought():
                    for text in part.summary:
                        yield True, {"thinking": text}
                case Said():
                    for piece in part.pieces:
                        yield True, {"content": piece}
                case Called():
                    yield True, {"tool_calls": [{"function": {"name": part.name, "arguments": _arguments(part)}}]}
                case _:
                    pass

    def _line(self, message: Json, more: Json) -> bytes:
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        return orjson.dumps({"model": self._model, "created_at": now, "message": message, **more})


class OllamaChatWire(ChatWire):
    """Chat completions as Ollama's copy has them: a thought under another name, and no word of what was in the cache."""

    def __init__(self, request: Json, answer: Answer, used: Usage) -> None:
        super().__init__(request, answer, used)
        self._usage = {name: count for name, count in self._usage.items() if isinstance(count, int)}

    def body(self) -> bytes:
        """The completion."""
        return _renamed(super().body())

    def events(self) -> Iterator[Event]:
        """The stream."""
        return (Event(_renamed(event.data), event.delta) for event in super().events())


def _renamed(data: bytes) -> bytes:
    return data.replace(b'"reasoning_content":', b'"reasoning":')


def _arguments(part: Called) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return orjson.loads(part.arguments)
    except orjson.JSONDecodeError:
        return {}
