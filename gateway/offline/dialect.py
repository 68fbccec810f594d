"""What makes one provider's API: who may ask, how a request is read, what is refused, how the answer and an error are dressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.offline.answer import Answer
from gateway.offline.arriving import as_it_came, authorise
from gateway.offline.conversation import Conversation, Json
from gateway.offline.errors import ApiError
from gateway.offline.replies import error_reply
from gateway.offline.thinking import with_reasoning
from gateway.offline.usage import Usage
from gateway.offline.wires.wire import Wire

Dress = Callable[[Json, Any, Usage], Wire]
EVENT_STREAM = "text/event-stream; charset=utf-8"
OPENAI_HEADERS = {"openai-processing-ms": "1"}


def _streamed(body: Json) -> bool:
    return body.get("stream") is True


def _same(body: Json) -> Json:
    return body


def _chat_reasoning(answer: Answer, body: Json, conversation: Conversation) -> Answer:
    return with_reasoning(answer, body, conversation.model, chat=True)


@dataclass(frozen=True)
class Dialect:
    """One API.

    `prepare` gives the body with what the path says of it (the model, whether it streams) and raises ApiError for what the provider
    refuses. `think` adds the reasoning. `cached` gives the parts that a prompt cache looks at, under OpenAI's names. `strict` tells
    whether the backend's strict mode and its replay know the wire. `headers` stand in every answer, `id_header` names that of the
    request's id.
    """

    wire: str
    read: Callable[[Json], Conversation]
    dress: Dress
    authorise: Callable[[Request], None] = authorise
    prepare: Callable[[Json, Request], Json] = as_it_came
    think: Callable[[Answer, Json, Conversation], Answer] = _chat_reasoning
    streamed: Callable[[Json], bool] = _streamed
    cached: Callable[[Json], Json] = _same
    error: Callable[[ApiError, str], Response] = error_reply
    stream_type: str = EVENT_STREAM
    strict: bool = False
    id_header: str = "x-request-id"
    headers: Mapping[str, str] = field(default_factory=lambda: OPENAI_HEADERS)
