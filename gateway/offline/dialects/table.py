"""Every API that the backend speaks, as one table: the dialects, and the paths on which each is asked for."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.offline.answer import Answer
from gateway.offline.backend import Backend
from gateway.offline.conversation import Conversation, Json
from gateway.offline.dialect import Dialect
from gateway.offline.dialects import anthropic_request, anthropic_wire, azure, google, ollama
from gateway.offline.dialects.google_request import read as read_google
from gateway.offline.dialects.google_wire import GoogleWire
from gateway.offline.dialects.ollama_wire import OllamaChatWire, OllamaWire
from gateway.offline.replies import json_reply
from gateway.offline.thinking import with_reasoning
from gateway.offline.wires import small_apis
from gateway.offline.wires.chat_wire import ChatWire
from gateway.offline.wires.read_request import from_chat, from_completions, from_responses
from gateway.offline.wires.responses_wire import ResponsesWire
from gateway.offline.wires.small_apis import CompletionsWire


def _responses_reasoning(answer: Answer, body: Json, conversation: Conversation) -> Answer:
    return with_reasoning(answer, body, conversation.model, chat=False)


def _none(answer: Answer, _body: Json, _conversation: Conversation) -> Answer:
    return answer


RESPONSES = Dialect("responses", from_responses, ResponsesWire, think=_responses_reasoning, strict=True)
CHAT = Dialect("chat", from_chat, ChatWire, strict=True)
COMPLETIONS = Dialect("completions", from_completions, CompletionsWire, think=_none, strict=True)
AZURE_RESPONSES = replace(RESPONSES, authorise=azure.may, prepare=azure.prepare, error=azure.error, headers=azure.HEADERS)
AZURE_CHAT = replace(CHAT, dress=azure.AzureChatWire, authorise=azure.may, prepare=azure.prepare, error=azure.error, headers=azure.HEADERS)
AZURE_COMPLETIONS = replace(COMPLETIONS, authorise=azure.may, prepare=azure.prepare, error=azure.error, headers=azure.HEADERS)
GEMINI = Dialect(
    "google",
    read_google,
    GoogleWire,
    authorise=google.may,
    prepare=google.prepare,
    think=google.think,
    cached=google.cached,
    error=google.error,
    headers={},
)
VERTEX = replace(GEMINI, authorise=google.may_vertex)
OLLAMA = Dialect(
    "ollama",
    ollama.read,
    OllamaWire,
    authorise=ollama.may,
    prepare=ollama.prepare,
    think=ollama.think,
    error=ollama.error,
    stream_type=ollama.NDJSON,
    headers={},
)
# Ollama's own copy of chat completions, which wants no key.
OLLAMA_CHAT = replace(CHAT, dress=OllamaChatWire, authorise=ollama.may, headers={})
ANTHROPIC = Dialect(
    "anthropic",
    anthropic_request.read,
    anthropic_wire.AnthropicWire,
    authorise=anthropic_request.may,
    prepare=anthropic_request.prepare,
    think=anthropic_wire.think,
    cached=anthropic_request.cached,
    error=anthropic_wire.error,
    id_header="request-id",
    headers={"anthropic-organization-id": "00000000-0000-4000-8000-000000000000"},
)


def routes(backend: Backend) -> list[Route]:
    """The paths of all APIs."""
    return [*_openai(backend), *_azure(backend), *_google(backend), *_ollama(backend), *_anthropic(backend)]


def _post(path: str, backend: Backend, dialect: Dialect) -> Route:
    return Route(path, backend.speaks(dialect), methods=["POST"])


def _openai(backend: Backend) -> list[Route]:
    async def models(request: Request) -> Response:
        if "anthropic-version" in request.headers:
            return await backend.small(request, lambda _: anthropic_wire.models(), anthropic_request.may, anthropic_wire.error)
        return await backend.small(request, lambda _: small_apis.models())

    async def model(request: Request) -> Response:
        name = request.path_params["name"]
        if "anthropic-version" in request.headers:
            return await backend.small(request, lambda _: anthropic_wire.model(name), anthropic_request.may, anthropic_wire.error)
        return await backend.small(request, lambda _: small_apis.model(name))

    async def embeddings(request: Request) -> Response:
        return await backend.small(request, small_apis.embeddings)

    routes = []
    # OpenRouter has its own below /api/v1.
    for prefix in ("/v1", "/api/v1", ""):
        routes += [
            _post(f"{prefix}/responses", backend, RESPONSES),
            _post(f"{prefix}/chat/completions", backend, CHAT),
            _post(f"{prefix}/completions", backend, COMPLETIONS),
            Route(f"{prefix}/embeddings", embeddings, methods=["POST"]),
            Route(f"{prefix}/models", models),
            Route(f"{prefix}/models/{{name:path}}", model),
        ]
    return routes


def _azure(backend: Backend) -> list[Route]:
    async def models(request: Request) -> Response:
        return await backend.small(request, lambda _: small_apis.models(), azure.may)

    async def model(request: Request) -> Response:
        return await backend.small(request, lambda _: small_apis.model(request.path_params["name"]), azure.may)

    async def embeddings(request: Request) -> Response:
        return await backend.small(request, lambda body: small_apis.embeddings(azure.prepare(body, request)), azure.may)

    routes = []
    for prefix in ("/openai/v1", "/openai/deployments/{deployment}", "/openai"):
        routes += [
            _post(f"{prefix}/responses", backend, AZURE_RESPONSES),
            _post(f"{prefix}/chat/completions", backend, AZURE_CHAT),
            _post(f"{prefix}/completions", backend, AZURE_COMPLETIONS),
            Route(f"{prefix}/embeddings", embeddings, methods=["POST"]),
            Route(f"{prefix}/models", models),
            Route(f"{prefix}/models/{{name:path}}", model),
        ]
    return routes


def _google(backend: Backend) -> list[Route]:
    async def count(request: Request) -> Response:
        may = google.may_vertex if "project" in request.path_params else google.may
        return await backend.small(request, google.count, may, google.error)

    routes = [Route("/token", google.token, methods=["POST"])]
    for prefix, dialect in (
        ("/v1beta/models/", GEMINI),
        ("/v1alpha/models/", GEMINI),
        ("/v1/projects/{project}/locations/{location}/publishers/google/models/", VERTEX),
        ("/v1beta1/projects/{project}/locations/{location}/publishers/google/models/", VERTEX),
    ):
        routes += [_post(f"{prefix}{{model}}:{method}", backend, dialect) for method in ("generateContent", "streamGenerateContent")]
        routes.append(Route(f"{prefix}{{model}}:countTokens", count, methods=["POST"]))
    return routes


def _ollama(backend: Backend) -> list[Route]:
    async def show(request: Request) -> Response:
        return await backend.small(request, ollama.show, ollama.may, ollama.error)

    async def tags(request: Request) -> Response:
        return await backend.small(request, lambda _: ollama.tags(), ollama.may, ollama.error)

    async def version(_request: Request) -> Response:
        return json_reply({"version": "0.12.0"})

    async def models(request: Request) -> Response:
        return await backend.small(request, lambda _: small_apis.models(), ollama.may)

    routes = [_post("/ollama/v1/chat/completions", backend, OLLAMA_CHAT), Route("/ollama/v1/models", models)]
    for prefix in ("", "/ollama"):
        routes += [
            _post(f"{prefix}/api/chat", backend, OLLAMA),
            Route(f"{prefix}/api/show", show, methods=["POST"]),
            Route(f"{prefix}/api/tags", tags),
            Route(f"{prefix}/api/version", version),
        ]
    return routes


def _anthropic(backend: Backend) -> list[Route]:
    async def count(request: Request) -> Response:
        def counted(body: Json) -> Json:
            return anthropic_wire.count(anthropic_request.prepare(body, request))

        return await backend.small(request, counted, anthropic_request.may, anthropic_wire.error)

    routes = []
    # DeepSeek has a copy of this API below a path of its own.
    for prefix in ("", "/anthropic"):
        routes += [_post(f"{prefix}/v1/messages", backend, ANTHROPIC), Route(f"{prefix}/v1/messages/count_tokens", count, methods=["POST"])]
    return routes
