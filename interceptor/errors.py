"""Every error as the JSON that a client of the Messages API understands."""

import logging

from flask import Flask, Response, g, jsonify
from werkzeug.exceptions import HTTPException

_logger = logging.getLogger("interceptor")
_TYPES = {400: "invalid_request_error", 403: "permission_error", 404: "not_found_error", 413: "request_too_large", 429: "rate_limit_error"}
_MESSAGES = {
    404: "Nothing is served at this path: see GET / for what is.",
    405: "This path does not take that method: see the Allow header.",
}


def error_response(status: int, message: str) -> Response:
    """Build an error answer: `{"type": "error", "error": {"type", "message"}, "request_id"}`."""
    kind = _TYPES.get(status, "api_error" if status >= 500 else "invalid_request_error")
    response = jsonify(type="error", error={"type": kind, "message": message}, request_id=g.get("request_id"))
    response.status_code = status
    return response


def install(app: Flask) -> None:
    """Make the app answer every error in that form."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    response = error_response(status, _MESSAGES.get(status) or str(error.description or error.name))
    allow = dict(error.get_headers()).get("Allow")
    if allow:
        response.headers["Allow"] = allow
    return response


def _unexpected(error: Exception) -> Response:
    _logger.error("request %s failed", g.get("request_id"), exc_info=error)
    return error_response(500, "The gateway failed at this request; its log tells why.")
