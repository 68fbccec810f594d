"""POST /v1/messages/count_tokens: the body that a message would send, counted as its target counts it. No upstream is asked."""

import asyncio
from typing import Any

import orjson

from translator import body as bodies
from translator.channel import Headers
from translator.counting.corrections import digest
from translator.failure import Failure
from translator.forwarding import forward, passthrough
from translator.plan import Plan
from translator.planning import planned
from translator.request import to_chat, to_responses
from translator.routes import Route
from translator.services import Exchange, Services
from translator.tokens.counting import Count
from translator.tokens.counting import count as count_body

# Providers whose count LiteLLM gets from them; for others it needs libraries that it does not bring, and what stands here is near.
THEIR_OWN = frozenset(["anthropic"])
WRITE = {"responses": to_responses.write, "chat": to_chat.write}


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
    # The tokenizer lets other threads run, so that streams go on meanwhile.
    read, result = await asyncio.to_thread(_count, plan, route)
    headers: Headers = [(b"content-type", b"application/json"), (b"request-id", exchange.request_id.encode())]
    tokens = services.corrections.counted(route.target.model, read, result)
    await exchange.channel.answer(200, headers, orjson.dumps({"input_tokens": tokens}))


def _count(plan: Plan, route: Route) -> tuple[bytes, Count]:
    body: dict[str, Any] = WRITE[route.target.wire](plan)
    for name in route.drop:
        body.pop(name, None)
    return digest(body), count_body(body, route.target)
