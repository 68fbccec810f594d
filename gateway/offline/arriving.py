"""What every request is asked for before it is answered: a key, a JSON object, perhaps a scenario."""

from __future__ import annotations

import orjson
from starlette.requests import Request

from gateway.offline.conversation import Conversation, Json, Text
from gateway.offline.errors import ApiError
from gateway.offline.harness import last_instruction
from gateway.offline.scripted.marker import Marker, in_text, read_marker

HEADER = "x-offline-scenario"
_KEYLESS = ("", "none", "null")


def is_key(value: str) -> bool:
    """Whether a header's value can be a key: what a gateway without one sends is none."""
    return value.strip().lower() not in _KEYLESS


def bearer(request: Request) -> str:
    """The token of the Authorization header, empty when there is none."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def authorise(request: Request) -> None:
    """Let in who has a key as OpenAI takes it; ApiError 401."""
    if not is_key(bearer(request)):
        message = "You didn't provide an API key. Provide it in an Authorization header using Bearer auth (Authorization: Bearer YOUR_KEY)."
        raise ApiError(401, message, code="invalid_api_key")


def as_it_came(body: Json, _request: Request) -> Json:
    """The body as it came."""
    return body


def parsed(raw: bytes) -> Json:
    """The JSON object of a body; ApiError 400."""
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise ApiError(400, "We could not parse the JSON body of your request.") from None
    if not isinstance(body, dict):
        raise ApiError(400, "The JSON body of your request must be an object.")
    return body


def marker_of(request: Request, conversation: Conversation) -> Marker | None:
    """The scenario that the header names, or the marker in the user's text when nothing has come after that text."""
    header = request.headers.get(HEADER)
    if header:
        return read_marker(header)[0]
    start, blocks = last_instruction(conversation)
    later = conversation.turns[start + 1 :]
    if any(not isinstance(turn, Text) or turn.role == "assistant" for turn in later):
        return None
    return next((found for block in blocks if (found := in_text(block))), None)
