"""What an upstream refused and would take otherwise: taken out of its body, or written otherwise there, which is then sent once more."""

from typing import Any

from gateway.errors.error_table import LATE_SYSTEM, PARAMETER, SCHEMA, SEALED, TOO_MANY_TOOLS
from translator.failure import Failure
from translator.plan import Plan
from translator.request.mending import forget, late_system, parameters
from translator.request.schemas import plain_schema
from translator.request.tools import tool_limit

# Upstreams that refuse something are sent it once.
MOST_KNOWN = 256
MOST_CHANGES = 16

Upstream = tuple[str, str]


class Refusals:
    """What upstreams refused, by address and model: more tools than a number, system messages in mid-conversation, schemas, parameters."""

    def __init__(self) -> None:
        self._most_tools: dict[Upstream, int] = {}
        self._no_late_system: set[Upstream] = set()
        self._plain_schemas: set[Upstream] = set()
        self._changes: dict[Upstream, list[parameters.Change]] = {}

    def keep(self, plan: Plan, url: str, body: dict[str, Any]) -> None:
        """Leave out of a body what its upstream is known to refuse, or write it otherwise."""
        if not (self._most_tools or self._no_late_system or self._plain_schemas or self._changes):
            return
        upstream = (url, plan.target.model)
        most = self._most_tools.get(upstream)
        if most is not None:
            tool_limit.shorten(plan, body, most)
        if upstream in self._no_late_system and late_system.as_user(body):
            plan.notes.add(late_system.NOTE)
        if upstream in self._plain_schemas and plain_schema.simplify(body):
            plan.notes.add(plain_schema.NOTE)
        for made in self._changes.get(upstream, ()):
            if parameters.apply(body, made):
                plan.notes.add(parameters.NOTE)

    def mended(self, failure: Failure, plan: Plan, url: str, body: dict[str, Any]) -> bool:
        """Mend a body in place after its upstream's refusal, noted; tells whether it is worth sending again."""
        upstream = (url, plan.target.model)
        if failure.cause == SEALED and forget.reasoning(body):
            plan.notes.add("dropped-unreadable-reasoning")
            return True
        if failure.cause == LATE_SYSTEM and late_system.as_user(body):
            plan.notes.add(late_system.NOTE)
            if len(self._no_late_system) < MOST_KNOWN:
                self._no_late_system.add(upstream)
            return True
        if failure.cause == SCHEMA and plain_schema.simplify(body):
            plan.notes.add(plain_schema.NOTE)
            # OpenAI refuses a single schema, which one session may have: what others send it goes as it is.
            if not plan.target.capability.openai and len(self._plain_schemas) < MOST_KNOWN:
                self._plain_schemas.add(upstream)
            return True
        if failure.cause == PARAMETER:
            return self._changed(failure, plan, upstream, body)
        if failure.cause != TOO_MANY_TOOLS:
            return False
        most = tool_limit.said(failure.message)
        if not tool_limit.shorten(plan, body, most):
            return False
        if len(self._most_tools) < MOST_KNOWN:
            self._most_tools[upstream] = most
        return True

    def _changed(self, failure: Failure, plan: Plan, upstream: Upstream, body: dict[str, Any]) -> bool:
        made = parameters.change(body, failure.message)
        if made is None or not parameters.apply(body, made):
            return False
        plan.notes.add(parameters.NOTE)
        if parameters.lasts(made) and (upstream in self._changes or len(self._changes) < MOST_KNOWN):
            known = self._changes.setdefault(upstream, [])
            if made not in known and len(known) < MOST_CHANGES:
                known.append(made)
        return True
