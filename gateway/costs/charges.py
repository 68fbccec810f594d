"""What a request cost, and what the same tokens would have cost at the Claude model that was asked for."""

from gateway.costs.prices import Prices, cost
from gateway.records import Record


def charge(record: Record, prices: Prices) -> None:
    """Put both costs, in USD, into a record whose tokens are counted; a model without a price leaves its cost unset.

    Prices are of targets as the table of models names them; only a Claude name has a Claude price.
    """
    written, cached, output = record.written_tokens, record.cached_tokens, record.output_tokens
    fresh = record.input_tokens - written
    if not fresh and not written and not cached and not output:
        return
    own = prices.of(record.target) if record.target else None
    if own is not None:
        record.cost_usd = cost(own, fresh, cached, output, written, record.searches)
    theirs = prices.of(record.model) if record.model and "claude" in record.model.lower() else None
    if theirs is not None:
        record.claude_cost_usd = cost(theirs, fresh, cached, output, written, record.searches)
