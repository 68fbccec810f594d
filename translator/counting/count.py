"""POST /v1/messages/count_tokens: the body that a message would send, counted as its target counts it. No upstream is asked."""

import asyncio

import orjson

from translator.asking.routes import Route
from translator.counting.reading import digest, reading
from translator.failure import Failure, invalid
from translator.forwarding import forward, passthrough
from translator.plan import Plan
from translator.planning import planned
from translator.services import Exchange, Services
from translator.serving import body as bodies
from translator.serving.channel import Headers
from translator.translation import upstream_body

# Providers whose count LiteLLM gets from them; for others it needs libraries that it does not bring, and what stands here is near.
THEIR_OWN = frozenset(["anthropic"])


async def count(exchange: Exchange, services: Services) -> None:
    """Answer with the number of tokens that the request would have upstream; raises Failure, as for a message. Leaves no record."""
    request, _ = bodies.parse(exchange.raw)
    asked = request.get("model")
    if not isinstance(asked, str) or not asked:
        raise Failure(400, "invalid_request_error", "model: Field required" if asked is None else "model: Input should be a valid string")
    route = services.routes.find(asked)
    if route.forward and route.provider in THEIR_OWN:
        await forward.to_litellm(exchange, services)
        return
    if route.passes:
        await passthrough.count(exchange, services, route, request)
        return
    session = exchange.headers.get("x-claude-code-session-id")
    # This endpoint knows no max_tokens, which a message needs; it does not change the count.
    plan = await planned(exchange.raw, {**request, "max_tokens": 1}, route.target, asked, session)
    if services.compression is not None:
        await services.compression.apply(plan, None)
    try:
        read, key = await asyncio.to_thread(_read, plan, route)
    except (RecursionError, orjson.JSONEncodeError):
        raise invalid(bodies.TOO_DEEP) from None
    result = await services.tokenizer.count(read, route.target)
    headers: Headers = [(b"content-type", b"application/json"), (b"request-id", exchange.request_id.encode())]
    tokens = services.corrections.counted(route.target.model, key, result)
    await exchange.channel.answer(200, headers, orjson.dumps({"input_tokens": tokens}))


def _read(plan: Plan, route: Route) -> tuple[bytes, bytes]:
    read = reading(upstream_body(plan, route.drop))
    return read, digest(read)
