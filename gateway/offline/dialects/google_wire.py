"""Answer → generateContent's response, as one object or as a stream of them.

Shapes: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse.
"""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from gateway.offline import seal
from gateway.offline.answer import Answer, Called, Said, Searched, Thought
from gateway.offline.conversation import Json
from gateway.offline.usage import Usage
from gateway.offline.wires.wire import Event, new_id

_FINISH = {"stop": "STOP", "length": "MAX_TOKENS", "content_filter": "SAFETY"}


class GoogleWire:
    """One answer: call `body()` or `events()`, not both."""

    def __init__(self, request: Json, answer: Answer, used: Usage) -> None:
        self._answer = answer
        self._model = str(request["model"])
        self._head: Json = {"modelVersion": self._model, "responseId": new_id("resp")[5:27]}
        self._usage = _usage(used)
        self._signed = not any(isinstance(part, Thought) and part.encrypted for part in answer.parts)

    def body(self) -> bytes:
        """The response of generateContent."""
        parts = [part for _, part in self._parts(whole=True)]
        return orjson.dumps(self._response(parts, finish=True))

    def events(self) -> Iterator[Event]:
        """The stream of streamGenerateContent?alt=sse: the last response says why it ended."""
        for delta, part in self._parts(whole=False):
            yield _event(self._response([part]), delta=delta)
        yield _event(self._response([{"text": ""}], finish=True))

    def failure(self, message: str, code: str) -> bytes:
        """The error in the stream that fails half-way."""
        del code
        return b"data: " + orjson.dumps({"error": {"code": 500, "message": message, "status": "INTERNAL"}}) + b"\r\n\r\n"

    def _parts(self, *, whole: bool) -> Iterator[tuple[bool, Json]]:
        for part in self._answer.parts:
            match part:
                case Thought():
                    for text in part.summary:
                        yield True, {"text": text, "thought": True}
                case Called():
                    yield True, {"functionCall": {"name": part.name, "args": part.read_arguments()}, **self._signature()}
                case Said():
                    for piece in (part.text,) if whole else part.pieces:
                        if piece:
                            yield True, {"text": piece}
                case _:
                    pass

    def _signature(self) -> Json:
        """Of several parallel calls the first is signed, where the model thought."""
        if self._signed:
            return {}
        self._signed = True
        token = next(part.encrypted for part in self._answer.parts if isinstance(part, Thought) and part.encrypted)
        return {"thoughtSignature": token}

    def _response(self, parts: list[Json], *, finish: bool = False) -> Json:
        candidate: Json = {"content": {"parts": parts, "role": "model"}, "index": 0}
        if finish:
            candidate["finishReason"] = _FINISH[self._answer.finish]
            grounding = self._grounding()
            if grounding:
                candidate["groundingMetadata"] = grounding
        return {"candidates": [candidate], "usageMetadata": self._usage, **self._head}

    def _grounding(self) -> Json:
        searches = [part for part in self._answer.parts if isinstance(part, Searched)]
        if not searches:
            return {}
        said = [part for part in self._answer.parts if isinstance(part, Said)]
        cited = [(part, citation) for part in said for citation in part.citations]
        pages = list(dict.fromkeys((citation.url, citation.title) for _, citation in cited))
        return {
            "webSearchQueries": [search.query for search in searches],
            "searchEntryPoint": {"renderedContent": "<div></div>"},
            "groundingChunks": [{"web": {"uri": url, "title": title}} for url, title in pages],
            "groundingSupports": [
                {
                    "segment": {
                        "startIndex": len(part.text[: citation.start].encode()),
                        "endIndex": len(part.text[: citation.end].encode()),
                        "text": part.text[citation.start : citation.end],
                    },
                    "groundingChunkIndices": [pages.index((citation.url, citation.title))],
                }
                for part, citation in cited
            ],
        }


def _event(response: Json, *, delta: bool = False) -> Event:
    return Event(b"data: " + orjson.dumps(response) + b"\r\n\r\n", delta)


def _usage(used: Usage) -> Json:
    counts: Json = {
        "promptTokenCount": used.input,
        "candidatesTokenCount": used.output - used.reasoning,
        "totalTokenCount": used.input + used.output,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": used.input}],
    }
    if used.reasoning:
        counts["thoughtsTokenCount"] = used.reasoning
    if used.cached:
        counts["cachedContentTokenCount"] = used.cached
        counts["cacheTokensDetails"] = [{"modality": "TEXT", "tokenCount": used.cached}]
    return counts


def sealed(model: str) -> str:
    """A thought signature that this backend will know again."""
    return seal.issue(model, new_id("rs"))
