"""The Gemini API (a key) and Vertex AI (a token): who may ask, what is read and refused, how errors look."""

from __future__ import annotations

import dataclasses
import re
import secrets

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.offline.answer import Answer, Thought, tokens
from gateway.offline.arriving import bearer, is_key
from gateway.offline.conversation import Conversation, Json
from gateway.offline.dialects import google_checks
from gateway.offline.dialects.google_request import get
from gateway.offline.dialects.google_wire import sealed
from gateway.offline.errors import ApiError

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_THINKS = re.compile(r"gemini-(2\.5|[3-9]|flash-latest|pro-latest)")
_TOKEN = "ya29.offline-"  # noqa: S105 (how a token begins)
_SUMMARY = "**Reading the task**\n\nThe user wants something done; no model is here to think about it."
_HIDDEN = 512


def may(request: Request) -> None:
    """Let in who has a key in x-goog-api-key or ?key=; ApiError 403 or 400."""
    key = request.headers.get("x-goog-api-key") or request.query_params.get("key", "")
    if not key:
        raise ApiError(403, "Method doesn't allow unregistered callers (callers without established identity). Please use API Key.")
    if not is_key(key):
        raise ApiError(400, "API key not valid. Please pass a valid API key.")


def may_vertex(request: Request) -> None:
    """Let in who has a token of /token; ApiError 401."""
    if not bearer(request).startswith(_TOKEN):
        message = (
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication "
            "credential."
        )
        raise ApiError(401, message)


async def token(request: Request) -> Response:
    """The token endpoint that a credentials file names: an access token for any signed assertion or refresh token."""
    form = await request.form()
    if form.get("grant_type") not in ("urn:ietf:params:oauth:grant-type:jwt-bearer", "refresh_token"):
        return JSONResponse({"error": "unsupported_grant_type", "error_description": "Invalid grant_type"}, status_code=400)
    made = {"access_token": _TOKEN + secrets.token_hex(16), "expires_in": 3599, "token_type": "Bearer"}
    return JSONResponse(made)


def prepare(body: Json, request: Request) -> Json:
    """The body with the path's model, and whether it streams; ApiError 400 with everything that is wrong."""
    model, vertex = request.path_params["model"], "project" in request.path_params
    streamed = request.url.path.endswith(":streamGenerateContent")
    if streamed and request.query_params.get("alt") != "sse":
        raise ApiError(400, "The offline backend streams with ?alt=sse alone.")
    google_checks.refuse(body, model, vertex=vertex)
    if get(get(body, "generationConfig"), "thinkingConfig") and not _THINKS.match(model):
        raise ApiError(400, f"Thinking is not enabled for models/{model}")
    return {**body, "model": model, "stream": streamed}


def think(answer: Answer, body: Json, conversation: Conversation) -> Answer:
    """The answer after thoughts: signed where the model thinks, shown where the request asks for them."""
    config = get(get(body, "generationConfig"), "thinkingConfig") or {}
    if not _THINKS.match(conversation.model) or get(config, "thinkingBudget") == 0 or any(isinstance(p, Thought) for p in answer.parts):
        return answer
    shown = (_SUMMARY,) if get(config, "includeThoughts") else ()
    thought = Thought(shown, sealed(conversation.model), _HIDDEN)
    return dataclasses.replace(answer, parts=(thought, *answer.parts))


def cached(body: Json) -> Json:
    """What a prompt cache looks at, under OpenAI's names."""
    return {
        "model": body["model"],
        "tools": body.get("tools"),
        "instructions": get(body, "systemInstruction"),
        "input": body.get("contents"),
    }


def count(body: Json) -> Json:
    """The answer of countTokens."""
    return {"totalTokens": tokens(len(orjson.dumps(body)))}


def error(refused: ApiError, request_id: str) -> Response:
    """An error in Google's shape."""
    del request_id
    said = refused.body["error"]["message"]
    status = _STATUS.get(refused.status, "UNKNOWN")
    return JSONResponse(
        {"error": {"code": refused.status, "message": said, "status": status}}, status_code=refused.status, headers=refused.headers
    )
