"""An upstream's error in LiteLLM's wrapping, in the words of our own table: what happened, and what to set. Pure."""

import json
import re
from typing import NamedTuple

from litellm.anthropic_interface.exceptions import AnthropicExceptionMapping

from gateway.errors.error_table import WAYS, Rule
from gateway.errors.explanation import OVERFLOW, all_of, error_of, plain, recognise
from gateway.errors.overflow import overflow
from gateway.upstreams.providers import key_of

# litellm.BadRequestError: litellm.ContextWindowExceededError: OpenAIException - …, and what LiteLLM adds behind.
WRAPPING = re.compile(r"^(?:litellm\.\w+: ?|\w+(?:Error|Exception)\w*(?:: ?| - ?))+")
ADDED = re.compile(
    r"\.?\s*LiteLLM: model group '.*?' failed with the error above.*"
    r"|(?:\.|\n)? ?(?:Received Model Group=|LiteLLM Retried: |Available Model Group Fallbacks=).*",
    re.DOTALL,
)
HOST = re.compile(r"(?:host|connect to host|HTTPSConnectionPool\(host=')['\" ]?([\w.-]+(?::\d+)?)", re.IGNORECASE)
# What the network's own libraries say → the row of what stands in the way.
ON_THE_WAY: tuple[tuple[str, str], ...] = (
    (r"certificate.verify.failed|certificateerror|self.signed certificate", "bad certificate"),
    (r"wrong.version.number|record layer failure|ssl:.{0,40}unknown protocol", "no TLS"),
    (r"name or service not known|nodename nor servname|name resolution|getaddrinfo failed|dns", "unknown host"),
    (r"proxyerror|tunnel connection failed|407 proxy", "proxy unreachable"),
    (r"connect ?timeout|timed out while connecting", "no connection in time"),
    (r"connection refused|cannot connect to host|connect call failed|all connection attempts failed|no route to host", "unreachable host"),
    (r"server disconnected|connection reset|remoteprotocolerror", "connection closed"),
)


class Told(NamedTuple):
    """What the client is told: status and kind (error.type) of the Messages API, and the message."""

    status: int
    kind: str
    message: str

    def in_shape(self) -> str:
        """Return the message as LiteLLM's Messages API is given it: whole, in that API's shape, where it would take another kind.

        LiteLLM goes by the status alone, and by few of them; an error in the API's shape it hands on as it is.
        """
        if AnthropicExceptionMapping.get_error_type(self.status) == self.kind:
            return self.message
        return json.dumps({"type": "error", "error": {"type": self.kind, "message": self.message}})


def explained(error: object, size: int) -> Told | None:
    """Return what the client is told; None where the error is LiteLLM's own: its budgets, keys, guardrails, a wrong request.

    error: what LiteLLM raised. size: of the request, in tokens, for an overflow that names none.
    """
    provider, status = getattr(error, "llm_provider", None), getattr(error, "status_code", None)
    message = getattr(error, "message", None)
    if not provider or not isinstance(message, str) or not isinstance(status, int):
        return None
    said = error_of(unwrapped(message).encode("utf-8", "replace"))
    way = _on_the_way(message) if status >= 500 or status == 408 else None
    key = key_of(str(provider))
    if way is not None:
        host = HOST.search(message)
        return Told(way.status, way.kind, way.said(host=host.group(1) if host else str(provider), why="it cannot be verified"))
    rule = recognise(status, all_of(said))
    if rule.name == OVERFLOW:
        return Told(rule.status, rule.kind, overflow(all_of(said), None, size))
    return Told(rule.status, rule.kind, f"{rule.said(key=key)} Upstream ({status}): {plain(said.get('message') or 'no message')}")


def unwrapped(message: str) -> str:
    """Return what the upstream itself said, without the names of LiteLLM's classes and without its notes on the router."""
    return ADDED.sub("", WRAPPING.sub("", message)).strip()


def _on_the_way(message: str) -> Rule | None:
    said = message.lower()
    return next((WAYS[name] for pattern, name in ON_THE_WAY if re.search(pattern, said)), None)
