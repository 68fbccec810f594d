"""Whole replies: JSON and errors, each with a request id."""

from __future__ import annotations

import secrets

import orjson
from starlette.responses import Response

from gateway.offline.errors import ApiError


def new_request_id() -> str:
    """A fresh value for the x-request-id header."""
    return "req_" + secrets.token_hex(16)


def json_reply(content: object, *, status: int = 200, request_id: str | None = None, headers: dict[str, str] | None = None) -> Response:
    """A JSON reply."""
    named = {"x-request-id": request_id or new_request_id(), "openai-processing-ms": "1", **(headers or {})}
    return Response(orjson.dumps(content), status_code=status, headers=named, media_type="application/json")


def error_reply(error: ApiError, request_id: str | None = None) -> Response:
    """An error in OpenAI's shape."""
    return json_reply(error.body, status=error.status, request_id=request_id, headers=error.headers)
