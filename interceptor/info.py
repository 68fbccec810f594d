"""GET / for who asks for no page: what this is and where to go."""

from functools import cache
from importlib import metadata

from flask import Response, current_app, jsonify

from interceptor.about import About
from interceptor.config import Config

ENDPOINTS = {
    "messages": "POST /v1/messages",
    "count_tokens": "POST /v1/messages/count_tokens",
    "models": "GET /v1/models",
    "model": "GET /v1/models/{id}",
    "chat_completions": "POST /v1/chat/completions",
    "responses": "POST /v1/responses",
    "completions": "POST /v1/completions",
    "embeddings": "POST /v1/embeddings",
    "event_batches": "POST /api/event_logging/batch",
    "opentelemetry": "POST /api/event_logging/v1/{logs,metrics,traces}",
    "health": "GET /health",
    "test_connection": "GET /test-connection",
}


@cache
def version() -> str:
    """Return the version that is installed, "unknown" where it runs without having been installed."""
    try:
        return metadata.version("openai-code")
    except metadata.PackageNotFoundError:
        return "unknown"


def show() -> Response:
    """Answer with what a person who opens the address wants to know first."""
    config: Config = current_app.extensions["config"]
    reader: About = current_app.extensions["about"]
    about = reader.read()
    return jsonify(
        name="openai-code",
        version=version(),
        description="A gateway that runs Claude Code, and any Anthropic API client, on OpenAI's and other models.",
        offline=config.offline,
        endpoints=ENDPOINTS,
        models=about["targets"] or dict(config.models),
        **{name: about[name] for name in ("backend", "path", "reason", "client_check", "settings") if name in about},
        health="/health",
        telemetry={
            "file": "interceptor.log",
            "see": "openai-code logs shows it; it is one JSON line an event.",
            "opentelemetry": f"In the client's environment: OTEL_EXPORTER_OTLP_ENDPOINT={config.public_url}/api/event_logging",
        },
    )
