"""Azure OpenAI: the deployment in the path, the key in api-key, api-version in the query, and the filter's results in each answer.

Sources: https://learn.microsoft.com/azure/ai-foundry/openai/reference (deployments), …/openai/api-version-lifecycle (v1).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from gateway.offline.arriving import bearer, is_key
from gateway.offline.conversation import Json
from gateway.offline.errors import ApiError
from gateway.offline.replies import error_reply, json_reply
from gateway.offline.wires.chat_wire import ChatWire
from gateway.offline.wires.wire import Event

_DENIED = (
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription "
    "and use a correct regional API endpoint for your resource."
)
_SAFE = {kind: {"filtered": False, "severity": "safe"} for kind in ("hate", "self_harm", "sexual", "violence")}
V1 = "/openai/v1/"
HEADERS = {"apim-request-id": "offline-apim", "x-ms-region": "Offline"}


def may(request: Request) -> None:
    """Let in who has a key in api-key, or a token: Entra's (three parts) on the dated API, any on the v1 API. ApiError 401."""
    if is_key(request.headers.get("api-key", "")):
        return
    token = bearer(request)
    if is_key(token) and (request.url.path.startswith(V1) or token.count(".") == 2):
        return
    raise ApiError(401, _DENIED, code="401")


def prepare(body: Json, request: Request) -> Json:
    """The body with the deployment as its model; ApiError where api-version is missing, or dated on the v1 API."""
    version = request.query_params.get("api-version", "")
    if request.url.path.startswith(V1):
        if version not in ("", "v1", "preview", "latest"):
            raise ApiError(400, "API version not supported", code="BadRequest")
        return body
    if not version:
        raise ApiError(404, "Resource not found", code="404")
    deployment = request.path_params.get("deployment")
    # What the body says of the model does not count.
    return {**body, "model": deployment} if deployment else body


class AzureChatWire(ChatWire):
    """Chat completions with what the content filter saw: in the stream, before all else, a chunk without a choice."""

    def body(self) -> bytes:
        """The completion, with the filter's results."""
        said: dict[str, Any] = orjson.loads(super().body())
        said["prompt_filter_results"] = [{"prompt_index": 0, "content_filter_results": _SAFE}]
        for choice in said["choices"]:
            choice["content_filter_results"] = _SAFE
        return orjson.dumps(said)

    def events(self) -> Iterator[Event]:
        """The stream, after the prompt's results."""
        results = [{"prompt_index": 0, "content_filter_results": _SAFE}]
        first = {"choices": [], "created": 0, "id": "", "model": "", "object": "", "prompt_filter_results": results}
        return itertools.chain([Event(b"data: " + orjson.dumps(first) + b"\n\n")], super().events())


def error(refused: ApiError, request_id: str) -> Response:
    """An error in Azure's shape: what its own front refuses has a code and a message alone."""
    if refused.status in (401, 404):
        said = refused.body["error"]
        return json_reply({"error": {"code": str(said["code"]), "message": said["message"]}}, status=refused.status, request_id=request_id)
    return error_reply(refused, request_id)
