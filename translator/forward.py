"""Hand a request to LiteLLM as it came, for targets whose wire is not OpenAI's, and its answer back as it comes."""

from gateway.records import Record
from translator.channel import Headers
from translator.failure import Failure
from translator.services import Exchange, Services
from translator.upstream import pieces

# What belongs to one connection, or to whom the client showed its key.
NOT_FORWARDED = frozenset(
    "host connection keep-alive transfer-encoding content-length te trailer upgrade authorization x-api-key proxy-authorization "
    "accept-encoding x-openai-code-edge x-openai-code-client x-openai-code-request-id".split()
)
NOT_RETURNED = frozenset("connection keep-alive transfer-encoding content-length server date request-id content-encoding".split())


async def forward(exchange: Exchange, services: Services, record: Record) -> None:
    """Pass one request through; raises Failure where there is no LiteLLM or it does not answer."""
    if not services.litellm_key:
        raise Failure(503, "api_error", f"{record.provider} needs LiteLLM, which LITELLM=off leaves out: set LITELLM=on.")
    headers = {name: value for name, value in exchange.headers.items() if name not in NOT_FORWARDED}
    headers |= {"authorization": f"Bearer {services.litellm_key}", "x-request-id": exchange.request_id, "accept-encoding": "identity"}
    url = f"{services.litellm_url}/v1/messages{f'?{exchange.query}' if exchange.query else ''}"
    response = await services.upstream.forward("POST", url, headers, exchange.raw)
    channel = exchange.channel
    record.status = response.status
    try:
        kept: Headers = [
            (name.lower().encode(), value.encode("latin-1")) for name, value in response.headers.items() if name.lower() not in NOT_RETURNED
        ]
        await channel.start(response.status, [*kept, (b"request-id", exchange.request_id.encode())])
        async for piece in pieces(response):
            await channel.write(piece)
        await channel.write(b"", more=False)
    except BaseException:
        response.close()
        raise
    response.release()
