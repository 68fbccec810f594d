"""The small APIs: model list, embeddings, legacy completions."""

from __future__ import annotations

import base64
import hashlib
import struct
import time
from collections.abc import Iterator
from typing import Any

import orjson

from gateway.offline.answer import Answer, Said, tokens
from gateway.offline.errors import ApiError, error_body
from gateway.offline.usage import Usage
from gateway.offline.wires.wire import Event, new_id

Json = dict[str, Any]
# OpenAI names no limits; other backends do, each in its own place.
_MODELS: dict[str, Json] = {
    "gpt-4.1": {},
    "gpt-4.1-mini": {},
    "gpt-5": {},
    "gpt-5-mini": {},
    "gpt-5.2": {},
    "text-embedding-3-small": {},
    "compat-small": {"max_completion_tokens": 4_096, "context_length": 32_768},
    "compat-large": {"max_output_tokens": 65_536, "context_window": 262_144},
    "openrouter/compat-nested": {"context_length": 131_072, "top_provider": {"context_length": 131_072, "max_completion_tokens": 8_192}},
}
_CREATED = 1_760_000_000
_DIMENSIONS = 16


def model(name: str) -> Json:
    """One model object; any name is a model here."""
    return {"id": name, "object": "model", "created": _CREATED, "owned_by": "offline", **_MODELS.get(name, {})}


def models() -> Json:
    """The model list."""
    return {"object": "list", "data": [model(name) for name in _MODELS]}


def embeddings(body: Json) -> Json:
    """Deterministic unit-range vectors of 16 numbers (or `dimensions`), as floats or base64; ApiError 400 without model or input."""
    name = _required(body, "model")
    given = _required(body, "input")
    several = isinstance(given, list) and bool(given) and not isinstance(given[0], int)
    inputs = given if several else [given]
    size = body.get("dimensions") or _DIMENSIONS
    if not isinstance(size, int) or not 1 <= size <= 4096:
        raise ApiError(400, "Invalid 'dimensions': expected an integer from 1 to 4096.", param="dimensions")
    data = [
        {"object": "embedding", "index": index, "embedding": _vector(one, size, encoded=body.get("encoding_format") == "base64")}
        for index, one in enumerate(inputs)
    ]
    count = sum(tokens(len(str(one))) for one in inputs)
    return {"object": "list", "data": data, "model": name, "usage": {"prompt_tokens": count, "total_tokens": count}}


class CompletionsWire:
    """One answer on the legacy completions API."""

    def __init__(self, request: Json, answer: Answer, used: Usage) -> None:
        self._answer = answer
        self._head = {
            "id": new_id("cmpl").replace("_", "-"),
            "object": "text_completion",
            "created": int(time.time()),
            "model": request["model"],
        }
        self._usage = {"prompt_tokens": used.input, "completion_tokens": used.output, "total_tokens": used.input + used.output}

    def body(self) -> bytes:
        """The completion of a request that is not streamed."""
        text = "".join(part.text for part in self._answer.parts if isinstance(part, Said))
        return orjson.dumps({**self._head, "choices": [_choice(text, self._answer.finish)], "usage": self._usage})

    def events(self) -> Iterator[Event]:
        """The stream of text pieces, ended by [DONE]."""
        for part in self._answer.parts:
            for piece in part.pieces if isinstance(part, Said) else ():
                yield self._event(_choice(piece, None), delta=True)
        yield self._event(_choice("", self._answer.finish), delta=False)
        yield Event(b"data: [DONE]\n\n")

    def failure(self, message: str, code: str) -> bytes:
        """The error chunk that ends a stream which fails half-way."""
        return b"data: " + orjson.dumps(error_body(message, kind="server_error", code=code)) + b"\n\n"

    def _event(self, choice: Json, *, delta: bool) -> Event:
        return Event(b"data: " + orjson.dumps({**self._head, "choices": [choice]}) + b"\n\n", delta)


def _choice(text: str, finish: str | None) -> Json:
    return {"text": text, "index": 0, "logprobs": None, "finish_reason": finish}


def _required(body: Json, name: str) -> Any:  # noqa: ANN401 - any JSON value
    if body.get(name) in (None, "", []):
        raise ApiError(400, f"Missing required parameter: '{name}'.", param=name, code="missing_required_parameter")
    return body[name]


def _vector(given: object, size: int, *, encoded: bool) -> list[float] | str:
    seed = orjson.dumps(given)
    numbers = hashlib.shake_256(seed).digest(size)
    vector = [round(number / 127.5 - 1, 6) for number in numbers]
    return base64.b64encode(struct.pack(f"<{size}f", *vector)).decode() if encoded else vector
