"""What is changed in a request before LiteLLM translates it: the same limits, prompt and form of summaries as on our own wires."""

from typing import Any

from gateway.records import Record
from translator.asking.routes import Route
from translator.forwarding import own_blocks
from translator.limits.window import fit_forwarded, written
from translator.message import Message
from translator.plan import Plan
from translator.request.answer import summary_form
from translator.request.answer.limits import length
from translator.request.prompt import system
from translator.services import Exchange, Services

TEXT = "text"


async def prepare(services: Services, exchange: Exchange, request: dict[str, Any], route: Route, record: Record) -> None:
    """Set exchange.raw anew where something had to change; notes go to the record. Raises Failure where LONG_CONTEXT_MODEL shall answer.

    Anthropic's own models get what the client sent: no table knows their limits better, and they know the form.
    """
    readable = own_blocks.left_out(exchange.raw, request)
    if readable is not None and (raw := written(readable.request)) is not None:
        # Seen by whoever reads the request after us.
        request["messages"], exchange.raw = readable.request["messages"], raw
        record.notes |= readable.notes
    await fit_forwarded(services, request, route, len(exchange.raw))
    if route.provider == "anthropic":
        return
    changed: dict[str, Any] = {}
    notes: dict[str, int] = {}
    _max_tokens(request, route, changed, notes)
    _form(request, route, changed, notes)
    await _system(services, request, route, changed, notes, record)
    raw = written({**request, **changed}) if changed else None
    if raw is not None:
        exchange.raw = raw
        record.notes |= notes


def _max_tokens(request: dict[str, Any], route: Route, changed: dict[str, Any], notes: dict[str, int]) -> None:
    asked = request.get("max_tokens")
    if type(asked) is int and asked > 0:
        given, note = length(asked, route.target.capability)
        if note:
            changed["max_tokens"], notes[note] = given, 1


def _form(request: dict[str, Any], route: Route, changed: dict[str, Any], notes: dict[str, int]) -> None:
    messages = request.get("messages")
    if not isinstance(messages, list) or not messages or not isinstance(messages[-1], dict):
        return
    last = messages[-1]
    content = _blocks(last.get("content"))
    if last.get("role") != "user" or not content:
        return
    plan = _plan(request, route)
    plan.messages = [Message("user", content)]
    summary_form.apply(plan)
    if plan.notes.kinds:
        changed["messages"] = [*messages[:-1], {**last, "content": plan.messages[0].content}]
        notes |= plan.notes.kinds


async def _system(
    services: Services, request: dict[str, Any], route: Route, changed: dict[str, Any], notes: dict[str, int], record: Record
) -> None:
    if services.compression is None:
        return
    plan = _plan(request, route)
    # No wire of ours leads to this target, so it is asked for no summary.
    await services.compression.apply(plan, None, record)
    if plan.notes.kinds:
        changed["system"] = plan.body["system"]
        notes |= plan.notes.kinds


def _plan(request: dict[str, Any], route: Route) -> Plan:
    """Return a plan of the system prompt alone, empty where that is not what the API takes: LiteLLM says so."""
    plan = Plan(body={"system": _blocks(request.get("system"))}, target=route.target, asked=route.target.model)
    system.apply(plan)
    plan.notes.kinds.clear()
    return plan


def _blocks(content: object) -> list[dict[str, Any]]:
    if isinstance(content, str):
        return [{"type": TEXT, "text": content}] if content else []
    if not isinstance(content, list) or not all(isinstance(block, dict) for block in content):
        return []
    readable = all(isinstance(block.get("text"), str) for block in content if block.get("type") == TEXT)
    return list(content) if readable else []
