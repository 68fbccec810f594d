"""POST /v1/messages/count_tokens."""

from translator.failure import Failure
from translator.services import Exchange, Services


async def count(exchange: Exchange, services: Services) -> None:
    """Answer with the number of tokens that the request would have upstream; raises Failure."""
    del exchange, services
    raise Failure(501, "api_error", "Not yet.")
