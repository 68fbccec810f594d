"""The plan of a request for one route: translated, its prompt shortened where that is wanted, within the target's window."""

from functools import partial
from typing import Any

from gateway.records import Record
from translator.plan import Plan
from translator.planning import planned
from translator.request.limits import length
from translator.routes import Route
from translator.services import Exchange, Services
from translator.summary_call import summarize
from translator.window import fit, fit_forwarded, written


async def prepared(services: Services, raw: bytes, request: dict[str, Any], route: Route, asked: str, record: Record) -> Plan:
    """Return the plan; raises Failure for what is refused, and where LONG_CONTEXT_MODEL shall answer instead."""
    plan = await planned(raw, request, route.target, asked, record.session)
    if services.compression is not None:
        await services.compression.apply(plan, partial(summarize, services, route), record)
    await fit(services, plan, route, len(raw))
    return plan


async def prepared_for_litellm(services: Services, exchange: Exchange, request: dict[str, Any], route: Route, record: Record) -> None:
    """Keep what LiteLLM translates within the target's limits: it hands max_tokens on as it stands. Raises Failure as above.

    Anthropic's own models know their limits better than any table.
    """
    await fit_forwarded(services, request, route, len(exchange.raw))
    asked = request.get("max_tokens")
    if route.provider == "anthropic" or type(asked) is not int or asked < 1:
        return
    given, note = length(asked, route.target.capability)
    if note:
        raw = written({**request, "max_tokens": given})
        if raw is not None:
            exchange.raw = raw
            record.notes[note] = 1
