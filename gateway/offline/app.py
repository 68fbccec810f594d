"""The offline backend as a web application: the APIs that it speaks, and the read-back of what arrived."""

from __future__ import annotations

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.offline.backend import Backend
from gateway.offline.connection import WithConnection
from gateway.offline.dialects.table import routes
from gateway.offline.errors import ApiError
from gateway.offline.replies import error_reply, json_reply
from gateway.offline.requests_log import RequestsLog

_LOOPBACK = ("127.", "::1", "::ffff:127.")
log = RequestsLog()
backend = Backend(log)


async def _health(_request: Request) -> Response:
    return json_reply({"status": "ok", "backend": "offline"})


def _is_near(request: Request) -> bool:
    return (request.client.host if request.client else "").startswith(_LOOPBACK)


async def _strict(request: Request) -> Response:
    if not _is_near(request):
        return error_reply(ApiError(403, "Only a client on this machine may change how this backend answers."))
    if request.method == "PUT":
        try:
            wanted = orjson.loads(await request.body())
        except orjson.JSONDecodeError:
            wanted = None
        if not isinstance(wanted, dict) or not isinstance(wanted.get("on"), bool):
            return error_reply(ApiError(400, 'Send {"on": true} or {"on": false}.', param="on"))
        backend.strict = wanted["on"]
    return json_reply({"on": backend.strict})


async def _requests(request: Request) -> Response:
    if not _is_near(request):
        return error_reply(ApiError(403, "Only a client on this machine may read the requests back."))
    if request.method == "DELETE":
        backend.forget()
        return Response(status_code=204)
    return Response(log.dump(), media_type="application/json")


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    where = f"{request.method} {request.url.path}"
    message = {404: f"Invalid URL ({where})", 405: f"Not allowed to {where}"}.get(status, "The server had an error.")
    return error_reply(ApiError(status, message))


_own = [
    Route("/health", _health),
    Route("/offline/requests", _requests, methods=["GET", "DELETE"]),
    Route("/offline/strict", _strict, methods=["GET", "PUT"]),
]
app = WithConnection(Starlette(routes=[*_own, *routes(backend)], exception_handlers={HTTPException: _http_error, Exception: _http_error}))
