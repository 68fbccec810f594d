"""The offline backend as a web application: OpenAI's routes, and the read-back of what arrived."""

from __future__ import annotations

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.offline.backend import Backend
from gateway.offline.connection import WithConnection
from gateway.offline.errors import ApiError
from gateway.offline.replies import error_reply, json_reply
from gateway.offline.requests_log import RequestsLog
from gateway.offline.wires import small_apis

_LOOPBACK = ("127.", "::1", "::ffff:127.")
log = RequestsLog()
backend = Backend(log)


async def _health(_request: Request) -> Response:
    return json_reply({"status": "ok", "backend": "offline"})


async def _models(request: Request) -> Response:
    return await backend.small(request, lambda _body: small_apis.models())


async def _model(request: Request) -> Response:
    return await backend.small(request, lambda _body: small_apis.model(request.path_params["name"]))


async def _embeddings(request: Request) -> Response:
    return await backend.small(request, small_apis.embeddings)


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


def _routes() -> list[Route]:
    routes = [
        Route("/health", _health),
        Route("/offline/requests", _requests, methods=["GET", "DELETE"]),
        Route("/offline/strict", _strict, methods=["GET", "PUT"]),
    ]
    # OpenAI's own paths, with and without /v1; Azure's, of today and with a deployment in the path.
    for prefix in ("/v1", "", "/openai/v1", "/openai/deployments/{deployment}", "/openai"):
        routes += [
            Route(f"{prefix}/responses", backend.responses, methods=["POST"]),
            Route(f"{prefix}/chat/completions", backend.chat, methods=["POST"]),
            Route(f"{prefix}/completions", backend.completions, methods=["POST"]),
            Route(f"{prefix}/embeddings", _embeddings, methods=["POST"]),
            Route(f"{prefix}/models", _models),
            Route(f"{prefix}/models/{{name:path}}", _model),
        ]
    return routes


app = WithConnection(Starlette(routes=_routes(), exception_handlers={HTTPException: _http_error, Exception: _http_error}))
