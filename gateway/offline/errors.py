"""Errors in OpenAI's shape."""

from __future__ import annotations

from typing import Any

# https://platform.openai.com/docs/guides/error-codes, and what the API answers in practice.
_TYPES = {
    401: "invalid_request_error",
    403: "insufficient_permissions",
    404: "invalid_request_error",
    429: "rate_limit_error",
    503: "server_error",
    529: "server_error",
}


def error_body(message: str, *, kind: str, param: str | None = None, code: str | None = None) -> dict[str, Any]:
    """The JSON object that OpenAI answers with when a request fails."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


class ApiError(Exception):
    """A request that is answered with an error: an HTTP status and OpenAI's error object."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        kind: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        default = "server_error" if status >= 500 else "invalid_request_error"
        self.body = error_body(message, kind=kind or _TYPES.get(status, default), param=param, code=code)
