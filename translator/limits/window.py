"""Requests and the target's context window: which go to LONG_CONTEXT_MODEL instead, and how much room is left for an answer."""

import asyncio
from dataclasses import replace
from typing import Any

import orjson

from gateway.errors.explanation import OVERFLOW
from gateway.errors.overflow import overflow
from translator.asking.routes import Route
from translator.counting.reading import reading
from translator.counting.tokenizer import Uncounted
from translator.failure import Failure
from translator.notes import Notes
from translator.plan import Plan
from translator.planning import planned
from translator.services import Exchange, Services
from translator.translation import upstream_body

NOTE = "long-context-model"
CLAMPED = "max-tokens-clamped"
# Estimates by size err by less than this; beyond it the tokens are counted.
NEAR = 0.6
# What a backend may count beside what is known here: its own template around messages and tools.
SPARE = 1.03
SPARE_TOKENS = 32


async def fit(services: Services, plan: Plan, route: Route, size: int) -> None:
    """Leave room in a window that prompt and answer share; raises Failure where LONG_CONTEXT_MODEL shall answer instead.

    size: of the request in bytes. Costs two comparisons where neither is needed.
    """
    window, longer = route.target.capability.window, services.routes.has_longer and services.routes.longer(route)
    if window is None and not longer:
        return
    estimate, most = services.estimates.tokens(route.target.model, size), plan.max_output or 0
    context = route.target.capability.context
    crowded = window is not None and estimate / NEAR + most > window
    if not crowded and not (longer and context is not None and estimate > NEAR * context):
        return
    tokens = await _counted(services, plan, route)
    if tokens is None:
        return
    if longer and context is not None and tokens > context:
        raise too_long(tokens, context)
    if window is not None:
        room = window - round(tokens * SPARE) - SPARE_TOKENS
        if 0 < room < most:
            plan.max_output = room
            # What a cassette keeps of the request, so that its translation can be checked again.
            plan.body = {**plan.body, "max_tokens": room}
            if CLAMPED not in plan.notes.kinds:
                plan.notes.add(CLAMPED)


async def fit_forwarded(services: Services, request: dict[str, Any], route: Route, size: int) -> None:
    """The same for what LiteLLM translates: raises Failure where LONG_CONTEXT_MODEL shall answer instead."""
    context = route.target.capability.context
    if context is None or services.routes.longer(route) is None or services.estimates.tokens(route.target.model, size) <= NEAR * context:
        return
    try:
        plan = await planned(b"/pdf", request, route.target, route.target.model, None)
    except Failure:
        # Whoever is asked says what is wrong with it.
        return
    tokens = await _counted(services, plan, route)
    if tokens is not None and tokens > context:
        raise too_long(tokens, context)


def too_long(tokens: int, context: int) -> Failure:
    """Return the failure in the words that clients compact by."""
    return Failure(400, "invalid_request_error", overflow(f"{tokens} tokens in your prompt", context, tokens), cause=OVERFLOW)


def instead(failure: Failure, route: Route, exchange: Exchange, services: Services) -> Route | None:
    """Return the route that answers in place of one that the request does not fit; None where there is none, or an answer has begun."""
    if not services.routes.has_longer or not failure.message.startswith("prompt is too long"):
        return None
    longer = services.routes.longer(route)
    # The headers of a stream may be out, with pings; its first event is not, or the failure would have been one of its events.
    if longer is None or (longer.forward and (exchange.inner is not None or exchange.channel.started)):
        return None
    return longer


def written(request: dict[str, Any]) -> bytes | None:
    """Return a request's bytes; None where it is nested more deeply than can be written."""
    try:
        return orjson.dumps(request)
    except orjson.JSONEncodeError:
        return None


async def _counted(services: Services, plan: Plan, route: Route) -> int | None:
    """Return the tokens; None where they cannot be counted now: then the upstream says whether there is room."""
    try:
        read = await asyncio.to_thread(_read, plan, route)
        return (await services.tokenizer.count(read, route.target)).tokens
    except (RecursionError, orjson.JSONEncodeError, Uncounted):
        # What cannot become JSON again is refused where it is to be sent.
        return None


def _read(plan: Plan, route: Route) -> bytes:
    # The wire's own notes are made when the body is written to be sent.
    return reading(upstream_body(replace(plan, notes=Notes()), route.drop))
