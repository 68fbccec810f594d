"""The plan of a request for one route: translated, its prompt shortened where that is wanted, within the target's window."""

from functools import partial
from typing import Any

from gateway.records import Record
from translator.asking.routes import Route
from translator.compression.summary_call import summarize
from translator.limits.window import fit
from translator.plan import Plan
from translator.planning import planned
from translator.services import Services


async def prepared(services: Services, raw: bytes, request: dict[str, Any], route: Route, asked: str, record: Record) -> Plan:
    """Return the plan; raises Failure for what is refused, and where LONG_CONTEXT_MODEL shall answer instead."""
    plan = await planned(raw, request, route.target, asked, record.session)
    if services.compression is not None:
        await services.compression.apply(plan, partial(summarize, services, route), record)
    await fit(services, plan, route, len(raw))
    return plan
